"""What is missing of a study is a sentence and a caution."""

import pytest

from attnreport.completion import Completion


@pytest.mark.parametrize(
    ("missing", "running", "sentence"),
    [
        (6, ("train",), "6 of 10 cells are missing; training runs"),
        (1, ("speed",), "1 of 10 cells is missing; timing runs"),
        (9, ("cost", "train"), "9 of 10 cells are missing; counting and training run"),
        (6, (), "6 of 10 cells are missing; nothing runs"),
        (0, ("train",), ""),
    ],
)
def test_what_is_missing_is_said_with_what_runs(
    missing: int, running: tuple[str, ...], sentence: str
) -> None:
    assert Completion(cells=10, missing=missing, running=running).sentence == sentence


def test_where_nothing_runs_the_caution_says_what_to_do() -> None:
    (about,) = Completion(cells=10, missing=6).cautions()
    assert about.caution.detail == (
        "6 of 10 cells are missing; nothing runs: run the command again"
    )
    assert list(Completion(cells=10, missing=0).cautions()) == []
