"""A contrast is the mean over seeds; its variance lies between its own and the pooled one."""

from math import sqrt

import numpy as np
import pytest

from attnreport.blocks.layout import Scores, Weights, layout_of, values_of
from attnreport.blocks.moderated import PRIOR, Estimates, estimates

A, B, C = (("", name) for name in "abc")
X, Y = ("x", "a"), ("y", "a")


def of(scores: Scores, *contrasts: Weights, prior: float = PRIOR) -> Estimates:
    return estimates(layout_of(scores, contrasts), values_of(scores), prior)


def test_of_two_rows_it_is_students_paired_t() -> None:
    scores = {A: {0: 10.0, 1: 50.0, 2: 90.0}, B: {0: 11.0, 1: 53.0, 2: 92.0}}
    estimated = of(scores, {B: 1, A: -1})
    assert estimated.values == pytest.approx([2])
    assert estimated.errors == pytest.approx([1 / sqrt(3)])


def test_a_contrasts_own_variance_and_the_pooled_one_count_by_degrees_of_freedom() -> None:
    random = np.random.default_rng(0)
    scores = {row: dict(enumerate(random.normal(80, 1, 5).tolist())) for row in (A, B, C)}
    table = np.array([list(by_seed.values()) for by_seed in scores.values()])
    rest = table - table.mean(1, keepdims=True) - table.mean(0) + table.mean()
    pooled, own = 2 * np.sum(rest**2) / 8, np.var(table[1] - table[0], ddof=1)
    for prior in (0.0, 2.0, 50.0):
        total = (prior * pooled + 4 * own) / (prior + 4)
        error = of(scores, {B: 1, A: -1}, prior=prior).errors
        assert error == pytest.approx([sqrt(total / 5)])


def test_a_seed_that_one_row_lacks_is_left_out_of_its_contrasts_alone() -> None:
    scores = {
        A: {0: 79.0, 1: 80.0, 2: 81.0, 3: 99.0},
        B: {0: 81.0, 1: 82.0, 2: 83.5},
        C: {0: 80.0, 1: 82.0, 2: 82.0, 3: 100.0},
    }
    estimated = of(scores, {B: 1, A: -1}, {C: 1, A: -1})
    assert estimated.values == pytest.approx([(2 + 2 + 2.5) / 3, (1 + 2 + 1 + 1) / 4])


def test_what_rows_of_a_seed_share_does_not_matter() -> None:
    random = np.random.default_rng(1)
    values = random.normal(size=(3, 4))
    shifted = values + 100 * random.normal(size=4)
    first, second = (
        of(
            {r: dict(enumerate(v)) for r, v in zip((A, B, C), t.tolist(), strict=True)},
            {B: 1, A: -1},
        )
        for t in (values, shifted)
    )
    assert second.values == pytest.approx(first.values)
    assert second.errors == pytest.approx(first.errors)


def test_between_studies_what_the_rows_of_a_seed_share_is_spread() -> None:
    random = np.random.default_rng(2)
    studies = 4_000
    shared = 3 * random.standard_normal((studies, 2, 1, 5))
    values = (shared + random.standard_normal((studies, 2, 2, 5))).reshape(studies, 4, 5)
    rows = [(study, name) for study in "xy" for name in "ab"]
    layout = layout_of(
        {row: dict.fromkeys(range(5), 0.0) for row in rows},
        [{rows[2]: 0.5, rows[3]: 0.5, rows[0]: -0.5, rows[1]: -0.5}, {rows[1]: 1, rows[0]: -1}],
    )
    estimated = estimates(layout, values)
    across, within = np.mean(np.square(estimated.errors), axis=0)
    # 9 + 1 / 2 in each of both studies, and 1 + 1 in one of them, over 5 seeds.
    assert across == pytest.approx(2 * 9.5 / 5, rel=0.05)
    assert within == pytest.approx(2 / 5, rel=0.05)
    assert np.var(estimated.values[:, 0]) == pytest.approx(across, rel=0.06)
