"""Rows that spread too far are named, chance is not."""

import numpy as np

from attnreport.blocks.layout import Scores
from attnreport.blocks.unequal import wide_rows

A, B, C = (("", name) for name in "abc")


def scores_of(random: np.random.Generator, a: float, seeds: int) -> Scores:
    return {
        row: dict(enumerate(random.normal(80, deviation, seeds).tolist()))
        for row, deviation in ((A, a), (B, 1.0), (C, 1.0))
    }


def test_a_row_of_twenty_times_the_spread_is_named() -> None:
    random = np.random.default_rng(0)
    named = [wide_rows(scores_of(random, 20.0, 5)) for _ in range(100)]
    assert named.count([A]) > 90


def test_up_to_three_times_hardly_any_row_is_named() -> None:
    random = np.random.default_rng(0)
    for deviation in (1.0, 3.0):
        named = [wide_rows(scores_of(random, deviation, 3)) for _ in range(400)]
        assert sum(map(bool, named)) <= 20


def test_a_row_alone_and_single_scores_are_not_compared() -> None:
    assert wide_rows({}) == []
    assert wide_rows({A: {0: 1.0, 1: 99.0}}) == []
    assert wide_rows({A: {0: 1.0, 1: 99.0}, B: {0: 80.0}}) == []


def test_a_row_that_spreads_beside_rows_that_do_not_is_named() -> None:
    still = dict.fromkeys(range(3), 80.0)
    assert wide_rows({A: {0: 79.0, 1: 80.0, 2: 81.0}, B: still, C: still}) == [A]
