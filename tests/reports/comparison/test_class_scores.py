"""A score of each class is a mean over the seeds under which the class has one."""

from dataclasses import replace
from math import nan

import numpy as np
import pytest

from attnreport.comparison.class_scores import ClassRow, ClassScores, class_rows
from attnreport.record import BASELINE, TrainRecord
from tests.reports.conftest import train

NAMES = ("sky", "road", "tree")


def scores(*values: float) -> ClassScores:
    return ClassScores(names=NAMES, values=np.array(values), shares=np.array([0.5, 0.5, 0.0]))


def rows_of(**by_row: list[ClassScores]) -> dict[str, ClassRow]:
    """The rows of runs with seeds 0, 1 and so on."""
    runs: list[TrainRecord] = []
    stored = {}
    for variant, own in by_row.items():
        for seed, value in enumerate(own):
            run = replace(train(variant, 0), key=f"{variant}-{seed}", seed=seed)
            runs.append(run)
            stored[run.key] = value
    return {row.variant: row for row in class_rows(runs, stored, list(by_row))}


def test_each_class_and_the_mean_over_classes_are_summed_up_over_seeds() -> None:
    row = rows_of(baseline=[scores(10, 20, 30), scores(14, 20, 50)])[BASELINE]
    assert row.seeds == 2
    assert row.means == pytest.approx((12, 20, 40, 24))
    assert row.deviations == pytest.approx((8**0.5, 0, 200**0.5, 32**0.5))
    assert row.differences == (None,) * 4


def test_a_class_without_a_score_is_left_out_of_the_mean_of_its_run() -> None:
    assert scores(10, 20, nan).mean == 15
    assert np.isnan(scores(nan, nan, nan).mean)
    row = rows_of(baseline=[scores(10, 20, nan), scores(10, 20, 0)])[BASELINE]
    assert row.means == (10, 20, 0, 12.5)
    assert row.deviations[2] is None
    never = rows_of(baseline=[scores(10, 20, nan)])[BASELINE]
    assert never.means == (10, 20, None, 15)


def test_differences_are_taken_under_the_same_seed() -> None:
    rows = rows_of(
        baseline=[scores(10, 20, 30), scores(40, 20, nan)],
        eca=[scores(11, 22, 33), scores(44, 20, 30), scores(99, 99, 99)],
    )
    # The third seed has no baseline, and under the second the third class has none.
    assert rows["eca"].differences == pytest.approx((2.5, 1, 3, 6 / 3 / 2 + (94 / 3 - 30) / 2))
    assert rows["eca"].seeds == 3


def test_without_a_baseline_there_is_no_difference() -> None:
    assert rows_of(eca=[scores(1, 2, 3)])["eca"].differences == (None,) * 4


def test_rows_keep_the_order_of_the_study_and_those_without_scores_are_out() -> None:
    run = train("eca", 0)
    rows = class_rows([train("ema", 0), run], {run.key: scores(1, 2, 3)}, (BASELINE, "ema", "eca"))
    assert [row.variant for row in rows] == ["eca"]
