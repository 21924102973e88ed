"""How often tests of differences from a baseline err: the one in use, and others tried.

    python benchmarks/error_rates.py
    python benchmarks/error_rates.py --priors

simulates studies of a baseline and some modules under the same seeds and prints Markdown tables:
the share of studies in which some row is called different where none is, and the share in which a
row is called different that is. The second form compares prior degrees of freedom of the test in
use. The seed is fixed; each takes about two minutes on one core.
"""

import argparse
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from itertools import product
from math import sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.stats import chi2, norm
from scipy.stats import t as student

from attnreport.blocks.layout import star_layout
from attnreport.blocks.moderated import PRIOR, estimates
from attnreport.blocks.simulation import critical_values

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]
Test = Callable[[Array], Mask]
"""Scores (studies, rows, seeds), the baseline first -> (studies, modules), what is different."""

LEVEL = 0.05
MODULES = (4, 10)
DIFFERENCES = {3: 3.0, 5: 2.0, 10: 1.2}
"""By number of seeds, the difference that is to be seen, in standard deviations of a row."""

SHARED = (0.0, 0.3, 0.6)
"""Shares of a row's variance that all rows of a seed have in common."""

PRIORS = (0.5, 1.0, 2.0, 4.0, 8.0)


@dataclass(frozen=True, slots=True)
class Noise:
    """How rows spread over seeds, each row's standard deviation by the number of modules."""

    deviations: Callable[[int], Sequence[float]]
    is_skewed: bool = False

    def draw(self, studies: int, modules: int, seeds: int, share: float) -> Array:
        """(studies, rows, seeds)."""
        random = np.random.default_rng(1)
        shape = (studies, modules + 1, seeds)
        own = random.exponential(size=shape) - 1 if self.is_skewed else random.normal(size=shape)
        common = random.standard_normal((studies, 1, seeds))
        sizes = np.asarray(self.deviations(modules))[:, None]
        return np.asarray(sizes * (sqrt(share) * common + sqrt(1 - share) * own))


NOISES: Mapping[str, Noise] = {
    "alike": Noise(lambda modules: [1.0] * (modules + 1)),
    "baseline 2x": Noise(lambda modules: [2.0] + [1.0] * modules),
    "baseline 3x": Noise(lambda modules: [3.0] + [1.0] * modules),
    "one row 3x": Noise(lambda modules: [1.0, 3.0] + [1.0] * (modules - 1)),
    "half of them 3x": Noise(lambda modules: [1.0, 3.0] * (modules // 2) + [1.0]),
    "baseline 10x": Noise(lambda modules: [10.0] + [1.0] * modules),
    "alike, skewed": Noise(lambda modules: [1.0] * (modules + 1), is_skewed=True),
}


def pooled(scores: Array) -> Mask:
    """Dunnett's, with the variance pooled over rows: the test that was used before."""
    modules, seeds = _size(scores)
    error = np.sqrt(2 * scores.var(axis=2, ddof=1).mean(axis=1) / seeds)
    critical = dunnett(modules, (modules + 1) * (seeds - 1))
    return np.asarray(np.abs(_differences(scores)) > critical * error[:, None])


def pooled_in_blocks(scores: Array) -> Mask:
    """Dunnett's, with the residual variance of rows and seeds."""
    modules, seeds = _size(scores)
    error = np.sqrt(2 * _residual(scores).sum(axis=1) / modules / seeds)
    critical = dunnett(modules, modules * (seeds - 1))
    return np.asarray(np.abs(_differences(scores)) > critical * error[:, None])


def welch(scores: Array) -> Mask:
    """Welch's t of each row, Bonferroni."""
    modules, seeds = _size(scores)
    own = scores.var(axis=2, ddof=1)
    total = own[:, :1] + own[:, 1:]
    freedom = (seeds - 1) * total**2 / (own[:, :1] ** 2 + own[:, 1:] ** 2)
    return _is_large(_differences(scores), np.sqrt(total / seeds), freedom, modules)


def welch_in_blocks(scores: Array) -> Mask:
    """As Welch's, with each row's variance from the residuals of rows and seeds (Grubbs 1948)."""
    modules, seeds = _size(scores)
    rows, residual = modules + 1, _residual(scores)
    own = (residual - residual.sum(axis=1, keepdims=True) / modules / rows) / (1 - 2 / rows)
    own = np.maximum(own, 0.05 * residual.sum(axis=1, keepdims=True) / modules)
    total = own[:, :1] + own[:, 1:]
    freedom = (seeds - 1) * total**2 / (own[:, :1] ** 2 + own[:, 1:] ** 2)
    return _is_large(_differences(scores), np.sqrt(total / seeds), freedom, modules)


def paired(scores: Array) -> Mask:
    """Student's t of each row's differences by seed, Bonferroni."""
    modules, seeds = _size(scores)
    error = (scores[:, 1:] - scores[:, :1]).std(axis=2, ddof=1) / sqrt(seeds)
    return _is_large(_differences(scores), error, seeds - 1, modules)


def signs(scores: Array) -> Mask:
    """The largest paired t of all rows among those of all changes of the seeds' signs."""
    seeds = scores.shape[2]
    flips = np.array([(1, *rest) for rest in product((1, -1), repeat=seeds - 1)])
    differences = scores[:, 1:] - scores[:, :1]
    means = differences @ flips.T / seeds
    squares = np.square(differences).sum(axis=2)[:, :, None]
    t = np.abs(means) / np.sqrt(squares / seeds - means**2)
    rank = int(LEVEL * len(flips))
    if not rank:
        return np.zeros(t.shape[:2], bool)
    return np.asarray(t[:, :, 0] >= np.sort(t.max(axis=1), axis=1)[:, -rank, None])


def ours(scores: Array, prior: float = PRIOR) -> Mask:
    """The test that tables use: t paired by seed, its variance averaged with the pooled one."""
    layout = star_layout(*_size(scores))
    estimated = estimates(layout, scores, prior)
    return np.asarray(np.abs(estimated.values) > critical_values(layout, prior) * estimated.errors)


TESTS: Mapping[str, Test] = {
    "Dunnett, pooled, unpaired (before)": pooled,
    "Dunnett, pooled, in blocks": pooled_in_blocks,
    "Welch, Bonferroni, unpaired": welch,
    "Welch, Bonferroni, in blocks": welch_in_blocks,
    "paired t, Bonferroni": paired,
    "paired t, changes of signs": signs,
    "moderated paired t, simulated level (in use)": ours,
}


@cache
def dunnett(modules: int, freedom: int) -> float:
    """The two-sided 5 % value of Dunnett's t for equally many seeds in every row."""
    nodes, weights = np.polynomial.legendre.leggauss(200)
    shares = (nodes + 1) / 2
    common, scale = norm.ppf(shares)[:, None], np.sqrt(chi2.ppf(shares, freedom) / freedom)

    def excess(critical: float) -> float:
        ends = (sqrt(2) * critical * scale, -sqrt(2) * critical * scale)
        high, low = (norm.cdf(end + common) for end in ends)
        inside = (weights / 2) @ (high - low) ** modules @ (weights / 2)
        return float(inside) - (1 - LEVEL)

    return float(brentq(excess, 1, 30))


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table of one form."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--studies", type=int, default=10_000, help="simulated for each number")
    parser.add_argument("--priors", action="store_true", help="compare priors, not tests")
    options = parser.parse_args(arguments)
    priors = {f"prior of {prior:g}": partial(ours, prior=prior) for prior in PRIORS}
    for line in table(priors if options.priors else TESTS, options.studies):
        print(line, flush=True)


def table(tests: Mapping[str, Test], studies: int) -> Iterator[str]:
    """By number of modules and seeds, what each test calls wrongly and rightly."""
    sights = [f"sees, {share:.0%} shared" for share in SHARED]
    heads = ("Modules", "Seeds", "Test", *NOISES, *sights)
    yield f"| {' | '.join(heads)} |"
    yield f"|--:|--:|:--|{'--:|' * (len(heads) - 3)}"
    for modules, (seeds, difference) in product(MODULES, DIFFERENCES.items()):
        for name, test in tests.items():
            draws = (partial(noise.draw, studies, modules, seeds) for noise in NOISES.values())
            cells = [
                *(false_calls(test, draw) for draw in draws),
                *(sight(test, studies, modules, seeds, difference)),
            ]
            yield f"| {modules} | {seeds} | {name} | {' | '.join(cells)} |"


def false_calls(test: Test, draw: Callable[[float], Array]) -> str:
    """The least and the most false calls over the shares of variance that rows share."""
    rates = [100 * np.mean(test(draw(share)).any(axis=1)) for share in SHARED]
    return f"{min(rates):.1f} to {max(rates):.1f}"


def sight(test: Test, studies: int, modules: int, seeds: int, difference: float) -> Iterator[str]:
    """How often the first module is called different, by share, where rows spread alike."""
    for share in SHARED:
        scores = NOISES["alike"].draw(studies, modules, seeds, share)
        scores[:, 1] += difference
        yield f"{100 * np.mean(test(scores)[:, 0]):.0f}"


def _size(scores: Array) -> tuple[int, int]:
    """Numbers of modules and of seeds."""
    return scores.shape[1] - 1, scores.shape[2]


def _differences(scores: Array) -> Array:
    """(studies, modules)."""
    means = scores.mean(axis=2)
    return np.asarray(means[:, 1:] - means[:, :1])


def _residual(scores: Array) -> Array:
    """(studies, rows), the mean squares of what rows and seeds leave over."""
    rest = scores - scores.mean(axis=2, keepdims=True)
    rest -= rest.mean(axis=1, keepdims=True)
    return np.asarray(np.square(rest).sum(axis=2) / (scores.shape[2] - 1))


def _is_large(values: Array, errors: Array, freedom: Array | int, tests: int) -> Mask:
    return np.asarray(np.abs(values) / errors > student.isf(LEVEL / 2 / tests, freedom))


if __name__ == "__main__":
    main()
