"""A run that still rises is called too short; one that stands still is not."""

import re
from dataclasses import replace

import numpy as np
import pytest

from attnbench.engine.cells.convergence import schedule_cut, still_improving
from attnbench.tasks.recipes import RECIPES
from attnreport.record import CautionKind


@pytest.mark.parametrize(
    "scores",
    [
        (50.0, 80.0, 80.0),
        # Two standard errors are 1.8 points for one score and 2.5 for the difference of two.
        (50.0, 80.0, 82.4),
        (50.0, 80.0, 70.0),
        (100.0, 100.0),
        (99.95, 100.0),
        (80.0,),
    ],
)
def test_a_rise_within_its_own_error_says_nothing(scores: tuple[float, ...]) -> None:
    assert still_improving({"top1": scores}, 2000, ("top1",)) == ()


def test_a_score_that_stands_is_seldom_said_to_rise() -> None:
    # Of independent test images; the same ones in both epochs make a rise by chance rarer.
    random = np.random.default_rng(0)
    scores = 100 * random.binomial(2000, 0.8, (10_000, 2)) / 2000
    called = [bool(still_improving({"top1": pair}, 2000, ("top1",))) for pair in scores.tolist()]
    assert np.mean(called) < 0.03


@pytest.mark.parametrize("share", [0.0, 0.9, 0.999, 1.0])
def test_a_rise_is_never_said_to_be_of_0_points(share: float) -> None:
    for images in (3, 2000, 50_000):
        before = round(share * images)
        for more in range(1, min(60, images - before) + 1):
            scores = (100 * before / images, 100 * (before + more) / images)
            for caution in still_improving({"top1": scores}, images, ("top1",)):
                rise, error = re.findall(r"rose by (\S+) points .*\((\S+)\)", caution.detail)[0]
                assert float(rise) > 2 * float(error) * 0.9 > 0
                assert float(rise) == pytest.approx(scores[1] - scores[0], rel=0.06)


def test_a_rise_of_two_standard_errors_is_named_with_its_numbers() -> None:
    (caution,) = still_improving(
        {"top1": (50.0, 77.0, 80.0), "top5": (90.0, 90.0, 90.0)}, 2000, ("top1",)
    )
    assert caution.kind is CautionKind.STILL_IMPROVING
    assert "top1 rose by 3.0 points in the last of 3 epochs" in caution.detail
    assert "more than twice the standard error of a rise (1.3)" in caution.detail


def test_the_headline_decides() -> None:
    assert still_improving({"top1": (80.0, 80.0), "top5": (50.0, 99.0)}, 2000, ("top1",)) == ()


def test_a_schedule_that_ends_before_its_steps_says_which() -> None:
    assert all(schedule_cut(recipe) == () for recipe in RECIPES.values())
    (caution,) = schedule_cut(replace(RECIPES["nam200"], epochs=130))
    assert caution.kind is CautionKind.SCHEDULE_CUT
    assert "never lowered at the milestones 160: training ends after 130 epochs" in caution.detail


def test_a_score_that_is_no_share_of_images_has_no_such_error() -> None:
    assert still_improving({"map50": (10.0, 90.0)}, 2000, ("top1",)) == ()
