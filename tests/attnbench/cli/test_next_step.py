"""What to type next settles what is open, and only that."""

from pathlib import Path

import pytest

from attnbench.cli.next_step import answered
from attnbench.study_names import DEFAULT_ROOT
from tests.reports.answer.conftest import Planted
from tests.reports.answer.conftest import planted_comparison as study

OPEN = Planted(scores=(70.4, 70.0), ratio=1.3)


def test_few_seeds_that_leave_a_row_open_are_followed_by_five() -> None:
    compared = study(baseline=Planted(scores=(70.0, 70.4)), row=OPEN)
    made = answered(compared, DEFAULT_ROOT / "1a2b3c4d5e")
    # Two rows of 600 s, three seeds more.
    assert made.next == "attnbench compare --study 1a2b3c4d5e --seeds 5"
    assert made.next_note == "about 1 h 0 min on this machine"
    assert made.more == "attnbench report 1a2b3c4d5e --full, or --explain ROW:Top-1"


def test_from_three_seeds_on_it_is_the_number_that_tells() -> None:
    scores = (70.0, 70.9, 70.3)
    compared = study(baseline=Planted(scores=scores), row=Planted(scores=(70.9, 70.0, 70.5)))
    made = answered(compared, Path("elsewhere/study"))
    assert made.seeds is not None
    assert made.next.endswith(f"--study elsewhere/study --seeds {made.seeds}")


@pytest.mark.parametrize(
    ("baseline", "row"),
    [
        (Planted(scores=(70.0, 70.4, 70.2)), Planted(scores=(60.0, 60.4, 60.3))),
        (Planted(), Planted()),
    ],
    ids=["nothing is open", "nothing was trained"],
)
def test_where_more_seeds_would_settle_nothing_there_is_no_next_step(
    baseline: Planted, row: Planted
) -> None:
    assert answered(study(baseline=baseline, row=row), Path("study")).next == ""


def test_at_chance_level_more_seeds_are_not_suggested() -> None:
    compared = study(chance=70.0, baseline=Planted(scores=(70.0, 70.4)), row=OPEN)
    assert answered(compared, Path("study")).next == ""


def test_a_failure_comes_before_everything_else() -> None:
    failed = Planted(error="out of memory")
    made = answered(study(baseline=Planted(scores=(70.0, 70.4)), row=failed), Path("a study"))
    assert made.next == "attnbench compare --study 'a study'"
    assert made.next_note == "runs again what failed"
