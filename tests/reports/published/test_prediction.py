"""The interval for a further run holds as many of them as it says."""

import numpy as np
import pytest

from attnreport.published.prediction import prediction_interval


def test_one_run_says_nothing_of_the_next() -> None:
    assert prediction_interval([80.0]) is None


def test_the_interval_lies_around_the_mean_and_is_wider_than_the_deviation() -> None:
    low, high = prediction_interval([80.0, 80.2, 80.4]) or (0, 0)
    assert (low + high) / 2 == pytest.approx(80.2)
    assert high - 80.2 == pytest.approx(4.302653 * 0.2 * (4 / 3) ** 0.5)


def test_it_holds_the_next_value_as_often_as_it_says() -> None:
    draws = np.random.default_rng(0).normal(80.0, 0.3, size=(2000, 4))
    held = 0
    for *known, following in draws.tolist():
        low, high = prediction_interval(known) or (0, 0)
        held += low <= following <= high
    assert held / len(draws) == pytest.approx(0.95, abs=0.015)
