"""Notes name what tests of a score leave out, and are silent where nothing is."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from math import nan

import pytest

from attnreport.comparison.effects import effects
from attnreport.comparison.notes.pairing import pairing_notes
from attnreport.record import TrainRecord

MakeTrain = Callable[[str, int], TrainRecord]

BASELINE = (77.0, 77.4, 77.2)
UP = (80.0, 80.5, 80.2)


@pytest.fixture
def sentences(make_train: MakeTrain) -> Callable[..., list[str]]:
    """The sentences for the scores of each row."""

    def make(**rows: Sequence[float]) -> list[str]:
        runs = [
            replace(
                make_train("baseline", 0),
                variant=name,
                label=name.upper(),
                seed=seed,
                scores={"top1": (0.0, score)},
            )
            for name, scores in rows.items()
            for seed, score in enumerate(scores)
        ]
        return list(pairing_notes(runs, effects(runs)))

    return make


def test_a_whole_study_has_none(sentences: Callable[..., list[str]]) -> None:
    assert sentences(baseline=BASELINE, up=UP) == []
    assert sentences(baseline=BASELINE[:2], up=UP[:2]) == []
    assert sentences() == []


def test_a_score_that_is_no_number_is_named_with_its_seed(
    sentences: Callable[..., list[str]],
) -> None:
    number, few = sentences(baseline=BASELINE, up=UP, lost=(80.0, nan, 81.0))
    assert number == (
        "Top-1 is no number: LOST, seed 1. The row has no mean, and comparisons leave out that "
        "seed."
    )
    assert few == (
        "Not compared with the baseline, because they have fewer than 3 seeds in common with it: "
        "LOST."
    )


def test_a_baseline_without_a_number_is_said_to_be_why_nothing_is_compared(
    sentences: Callable[..., list[str]],
) -> None:
    number, few = sentences(baseline=(77.0, nan, nan), up=UP)
    assert "BASELINE, seed 1; BASELINE, seed 2" in number
    assert few.endswith("in common with it: UP.")


def test_rows_of_other_seeds_than_the_baseline_are_named_with_how_many_they_share(
    sentences: Callable[..., list[str]],
) -> None:
    (fewer,) = sentences(baseline=(*BASELINE, 77.3), up=UP, whole=(*UP, 80.0))
    assert fewer == (
        "Differences from the baseline are over the seeds that both rows have, where these are not "
        "all: UP 3."
    )


def test_a_row_beyond_the_spread_that_was_tried_is_named(
    sentences: Callable[..., list[str]],
) -> None:
    (wide,) = sentences(baseline=BASELINE, up=UP, wide=(40.0, 90.0, 65.0), down=(70.0, 70.1, 70.3))
    assert wide.startswith("Unequal spread: over seeds WIDE spread more than 3 times as far")
