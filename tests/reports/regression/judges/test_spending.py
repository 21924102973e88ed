"""However often a bound is looked at, it errs no more often than it says."""

import numpy as np
import pytest
from scipy.stats import norm

from attnreport.regression.judges.looks import looks_of
from attnreport.regression.judges.spending import SHARE, level_at


@pytest.mark.parametrize("sessions", [[60], [60, 60, 60], [300, 250]])
@pytest.mark.parametrize("level", [0.05, 0.5])
def test_all_looks_together_err_as_often_as_the_level(sessions: list[int], level: float) -> None:
    looks = looks_of(sessions)
    steps = np.diff(looks, prepend=0)
    random = np.random.default_rng(0)
    sums = np.cumsum(random.normal(size=(40_000, len(looks))) * np.sqrt(steps), axis=1)
    bounds = [norm.ppf(level_at(looks[: end + 1], level)) for end in range(len(looks))]
    share = np.mean(np.any(sums / np.sqrt(looks) < bounds, axis=1))
    spent = level * (1 - (1 - SHARE) ** len(looks))
    assert spent < level
    assert share == pytest.approx(spent, abs=4 * np.sqrt(spent / 40_000))


def test_the_first_look_spends_its_share() -> None:
    assert level_at((10,), 0.05) == pytest.approx(0.05 * SHARE)


def test_a_late_look_has_more_than_what_it_spends_as_it_goes_along_with_the_others() -> None:
    looks = looks_of([60])
    assert level_at(looks, 0.05) > 0.05 * SHARE * (1 - SHARE) ** (len(looks) - 1)


@pytest.mark.parametrize("level", [1e-9, 0.5])
def test_extreme_levels_and_long_sessions_have_a_level_too(level: float) -> None:
    looks = looks_of([5000, 5001, 3])
    assert 0 < level_at(looks, level) < level


def test_no_look_has_no_level() -> None:
    with pytest.raises(ValueError, match="pass the number of values"):
        level_at((), 0.05)
