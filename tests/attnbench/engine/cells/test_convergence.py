"""A run that still rises is called too short; one that stands still is not."""

from dataclasses import replace

import pytest

from attnbench.engine.cells.convergence import schedule_cut, still_improving
from attnbench.tasks.recipes import RECIPES
from attnreport.record import CautionKind


@pytest.mark.parametrize(
    "scores", [(50.0, 80.0, 80.0), (50.0, 80.0, 81.7), (50.0, 80.0, 70.0), (100.0, 100.0), (80.0,)]
)
def test_a_rise_within_the_scores_own_error_says_nothing(scores: tuple[float, ...]) -> None:
    assert still_improving({"top1": scores}, 2000, ("top1",)) == ()


def test_a_rise_of_two_standard_errors_is_named_with_its_numbers() -> None:
    (caution,) = still_improving(
        {"top1": (50.0, 77.0, 80.0), "top5": (90.0, 90.0, 90.0)}, 2000, ("top1",)
    )
    assert caution.kind is CautionKind.STILL_IMPROVING
    assert "top1 rose by 3.0 points in the last of 3 epochs" in caution.detail
    assert "more than twice its standard error (0.9)" in caution.detail


def test_the_headline_decides() -> None:
    assert still_improving({"top1": (80.0, 80.0), "top5": (50.0, 99.0)}, 2000, ("top1",)) == ()


def test_a_schedule_that_ends_before_its_steps_says_which() -> None:
    assert all(schedule_cut(recipe) == () for recipe in RECIPES.values())
    (caution,) = schedule_cut(replace(RECIPES["nam200"], epochs=130))
    assert caution.kind is CautionKind.SCHEDULE_CUT
    assert "never lowered at the milestones 160: training ends after 130 epochs" in caution.detail


def test_a_score_that_is_no_share_of_images_has_no_such_error() -> None:
    assert still_improving({"map50": (10.0, 90.0)}, 2000, ("top1",)) == ()
