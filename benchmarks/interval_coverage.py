"""How often the interval of a ratio of times holds the true median: ours, and others tried.

    python benchmarks/interval_coverage.py

simulates timing sessions of few and of many rounds under several kinds of noise and prints the
shares as a Markdown table. The seed is fixed; it takes about two minutes on one core.
"""

import argparse
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from math import sqrt
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binom, bootstrap, norm
from scipy.stats import t as student

from attnreport.statistics import median_of

Array = NDArray[np.float64]
Ends = tuple[Array, Array]
"""(sessions,) each, the low and the high end of the interval."""

ROUNDS = (8, 20, 80)
LEVEL = 0.95
RESAMPLES = 999


def alike(random: np.random.Generator, shape: tuple[int, int], correlation: float) -> Array:
    """(sessions, rounds) of standard normal values, correlated with the round before."""
    values = random.standard_normal(shape)
    for index in range(1, shape[1]):
        values[:, index] *= sqrt(1 - correlation**2)
        values[:, index] += correlation * values[:, index - 1]
    return values


def skewed(values: Array) -> Array:
    """Standard normal values as exponential ones of mean 1."""
    return np.asarray(-norm.logsf(values))


NOISES: Mapping[str, Callable[[np.random.Generator, tuple[int, int]], Array]] = {
    "normal": lambda random, shape: random.standard_normal(shape),
    "skewed": lambda random, shape: random.exponential(size=shape),
    "1 in 10 slow": lambda random, shape: (
        random.normal(0, 0.25, shape)
        + (random.random(shape) < 0.1) * random.exponential(15, size=shape)
    ),
    "skewed, neighbours 0.3": lambda random, shape: skewed(alike(random, shape, 0.3)),
    "normal, neighbours 0.5": lambda random, shape: alike(random, shape, 0.5),
}
"""Of the logarithm of a ratio in 2 % units: the noise of one row against a steady baseline."""


def percentile(values: Array) -> Ends:
    """The bootstrap that was used before."""
    return _bootstrap(values, "percentile")


def corrected(values: Array) -> Ends:
    """The bootstrap corrected for bias and acceleration (BCa)."""
    return _bootstrap(values, "BCa")


def _bootstrap(values: Array, method: Literal["percentile", "BCa"]) -> Ends:
    ends = bootstrap(
        (values,),
        np.median,
        axis=1,
        n_resamples=RESAMPLES,
        method=method,
        batch=50,
        vectorized=True,
        rng=0,
    ).confidence_interval
    return np.asarray(ends.low), np.asarray(ends.high)


def t_interval(values: Array) -> Ends:
    """Student's, of the mean of the logarithms."""
    count = values.shape[1]
    half = student.ppf((1 + LEVEL) / 2, count - 1) * values.std(axis=1, ddof=1) / sqrt(count)
    return values.mean(axis=1) - half, values.mean(axis=1) + half


def ranks(values: Array) -> Ends:
    """The two values whose ranks cover at least 95 %."""
    count = values.shape[1]
    coverage = 1 - 2 * binom.cdf(np.arange(count // 2), count, 0.5)
    outer = int(np.sum(coverage >= LEVEL))
    ordered = np.sort(values, axis=1)
    return ordered[:, outer - 1], ordered[:, count - outer]


def ours(values: Array) -> Ends:
    """The interval that tables print."""
    medians = [median_of(row) for row in values.tolist()]
    ends = np.array([(median.low, median.high) for median in medians])
    return ends[:, 0], ends[:, 1]


METHODS: Mapping[str, Callable[[Array], Ends]] = {
    "percentile bootstrap (before)": percentile,
    "BCa bootstrap": corrected,
    "t of the logarithms": t_interval,
    "ranks, at least 95 %": ranks,
    "ranks, interpolated, fewer where neighbours are alike (ours)": ours,
}


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table of coverage and width."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sessions", type=int, default=2_000, help="simulated for each cell")
    sessions = parser.parse_args(arguments).sessions
    print(f"| Rounds | Method | {' | '.join(NOISES)} |")
    print(f"|--:|:--|{'--:|' * len(NOISES)}")
    for rounds in ROUNDS:
        drawn = {
            name: noise(np.random.default_rng(0), (sessions, rounds))
            for name, noise in NOISES.items()
        }
        for method, interval in METHODS.items():
            cells = [cell(interval(drawn[name]), true_median(name)) for name in NOISES]
            print(f"| {rounds} | {method} | {' | '.join(cells)} |", flush=True)


@cache
def true_median(noise: str) -> float:
    """The median of a kind of noise, of a million values."""
    return float(np.median(NOISES[noise](np.random.default_rng(1), (1_000_000, 1))))


def cell(ends: Ends, median: float) -> str:
    """The share of intervals that hold the median, and their median width: 95.1 % (1.52)."""
    low, high = ends
    share = np.mean((low <= median) & (median <= high))
    return f"{100 * share:.1f} % ({np.median(high - low):.2f})"


if __name__ == "__main__":
    main()
