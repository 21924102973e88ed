"""How far each row is from the baseline in the headline score, with an interval."""

import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
from scipy.special import gammaln
from scipy.stats import dunnett

from attnreport.record import BASELINE, TrainRecord
from attnreport.scores import headline, last_scores_by_variant
from attnreport.statistics import ENOUGH_SEEDS, LEVEL, has_spread, pooled_deviation


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """A row's mean headline score minus the baseline's."""

    difference: float
    """In the score's unit of differences."""
    low: float
    high: float
    """Ends of Dunnett's simultaneous 95 % interval."""
    hedges_g: float
    """The difference over the pooled standard deviation, corrected for small-sample bias."""
    p_value: float
    """The p-value of Dunnett's test."""


def effects(runs: Sequence[TrainRecord]) -> Mapping[str, Effect]:
    """By variant, its difference from the baseline; none below three seeds or without spread.

    The standard deviation is pooled over all rows, the baseline's included. Source: Dunnett, JASA
    50:1096, 1955; Hedges, Journal of Educational Statistics 6:107, 1981.
    """
    kind = headline(runs)
    rows = last_scores_by_variant(runs, kind) if kind is not None else {}
    others = [variant for variant in rows if variant != BASELINE]
    if BASELINE not in rows or not others or min(map(len, rows.values())) < ENOUGH_SEEDS:
        return {}
    deviation, freedom = pooled_deviation(rows.values())
    if not has_spread(deviation, rows.values()):
        return {}
    with scipys_warnings_expected():
        # Its integrals are drawn at random: without a seed the same records gave other digits.
        test = dunnett(*(rows[variant] for variant in others), control=rows[BASELINE], rng=0)
        interval = test.confidence_interval(1 - LEVEL)
    differences = [float(np.mean(rows[variant]) - np.mean(rows[BASELINE])) for variant in others]
    return {
        variant: Effect(
            difference=difference,
            low=float(low),
            high=float(high),
            hedges_g=_small_sample_factor(freedom) * difference / deviation,
            p_value=float(p_value),
        )
        for variant, difference, low, high, p_value in zip(
            others, differences, *np.asarray([*interval, test.pvalue]), strict=True
        )
    }


def _small_sample_factor(freedom: int) -> float:
    """What makes a difference over its standard deviation unbiased (Hedges, equation 6e)."""
    half = freedom / 2
    return float(np.exp(gammaln(half) - gammaln(half - 0.5)) / np.sqrt(half))


@contextmanager
def scipys_warnings_expected() -> Iterator[None]:
    """Within it scipy does not warn of what is known here.

    A row whose scores are all alike does no harm, since the spread that counts is the pooled one;
    and Dunnett's interval is searched for until its level is 95 % within half a percent.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        warnings.filterwarnings("ignore", "Computation of the confidence interval", UserWarning)
        yield
