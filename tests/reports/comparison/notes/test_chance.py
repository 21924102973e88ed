"""A score that guessing gets too is said to be one."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from attnreport.comparison.notes.chance import at_chance
from attnreport.record import CautionKind, ScoreKind, TrainRecord

MakeTrain = Callable[[str, int], TrainRecord]

TOP1 = ScoreKind(name="top1", head="Top-1", chance=10.0)
ANGLE = ScoreKind(name="angle", head="Angle", unit="°", higher_is_better=False, chance=90.0)


def runs(
    make_train: MakeTrain, scores: Sequence[float], kind: ScoreKind = TOP1
) -> list[TrainRecord]:
    """One run for each last score, on 900 test images: guessing has a standard error of 1 point."""
    return [
        replace(
            make_train("ema", 0),
            seed=seed,
            test_images=900,
            score_kinds=(kind,),
            scores={kind.name: (score,)},
            validation_scores={},
        )
        for seed, score in enumerate(scores)
    ]


@pytest.mark.parametrize(
    ("score", "warned"), [(8.0, True), (11.9, True), (12.1, False), (90.0, False)]
)
def test_two_standard_errors_above_guessing_are_clear(
    score: float, warned: bool, make_train: MakeTrain
) -> None:
    assert len(list(at_chance(runs(make_train, [score])))) == warned


def test_the_row_is_named_with_its_seeds(make_train: MakeTrain) -> None:
    (about,) = at_chance(runs(make_train, [50.0, 10.0, 11.0]))
    assert (about.row, about.caution.kind) == ("EMA", CautionKind.AT_CHANCE)
    assert about.caution.detail == (
        "Top-1 is not clearly better than guessing (10.00 %) under 2 of 3 seeds"
    )


@pytest.mark.parametrize(("score", "warned"), [(95.0, True), (90.0, True), (60.0, False)])
def test_a_score_of_which_less_is_better_has_to_be_below(
    score: float, warned: bool, make_train: MakeTrain
) -> None:
    assert len(list(at_chance(runs(make_train, [score], ANGLE)))) == warned


def test_nothing_is_said_where_nobody_knows_what_guessing_gets(make_train: MakeTrain) -> None:
    unknown = replace(TOP1, chance=None)
    assert list(at_chance(runs(make_train, [0.0], unknown))) == []
    assert list(at_chance([])) == []


def test_older_records_are_held_against_what_newer_ones_say(make_train: MakeTrain) -> None:
    new, old = runs(make_train, [90.0, 10.0])
    old = replace(old, score_kinds=(replace(TOP1, chance=None),))
    for order in ([new, old], [old, new]):
        (about,) = at_chance(order)
        assert "1 of 2 seeds" in about.caution.detail


def test_a_score_that_is_no_number_is_not_called_chance(make_train: MakeTrain) -> None:
    assert list(at_chance(runs(make_train, [float("nan")]))) == []
