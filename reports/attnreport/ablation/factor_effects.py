"""What each factor of an ablation did to score, size and speed."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import t as student

from attnreport.ablation.contrasts import Contrast, Row, Steps, contrasts
from attnreport.ablation.design import Design, Studies
from attnreport.ablation.measured import Measured, measured
from attnreport.comparison.effects import LEVEL, NO_SPREAD
from attnreport.statistics import ENOUGH_SEEDS, Ratio, paired_ratio, pooled_deviation


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """Standard deviation of a score over seeds, pooled over all rows."""

    deviation: float
    freedom: int
    """Degrees of freedom."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A contrast of mean scores, in points."""

    value: float
    low: float | None = None
    high: float | None = None
    """Ends of an interval that holds at once with those of all other effects in 95 % of studies."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorEffect:
    """What one level of a factor did against its reference, or an interaction of two factors."""

    steps: Steps
    pairs: Mapping[str, int]
    """By quantity that could be estimated, `score`, `params`, `latency`, ..., of how many pairs.

    Of an interaction they are quadruples. Each quantity is averaged over the points that have it.
    """
    score: Difference | None
    """Of the headline score."""
    sizes: Mapping[str, float | None]
    """By quantity, `params` or `macs_torch`, the exact difference."""
    latency: Ratio | None
    throughput: Ratio | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorEffects:
    """The effects of an ablation, main effects first, and what their intervals rest on."""

    score: str | None
    """Name of the headline score; None where nothing was trained."""
    effects: tuple[FactorEffect, ...]
    spread: Spread | None
    """None where there are too few seeds, or scores that do not vary: no intervals then."""
    fewest_seeds: int
    """Of any row that was scored."""
    unscored: tuple[str, ...]
    """Labels of points that the score leaves out, since nothing was scored there but elsewhere."""


def factor_effects(studies: Studies, design: Design) -> FactorEffects:
    """Main effects and interactions of the factors, of each quantity over the rows that have it.

    Args:
        studies: Their records, by the names that the design's points have for them.
        design: What was varied.
    """
    rows = measured(studies, design)
    spread = _spread(rows.scores)
    return FactorEffects(
        score=rows.score,
        effects=tuple(_effects(design, rows, spread)),
        spread=spread,
        fewest_seeds=min(map(len, rows.scores.values()), default=0),
        unscored=tuple(_unscored(design, rows.scores)) if rows.scores else (),
    )


def _effects(design: Design, rows: Measured, spread: Spread | None) -> Iterator[FactorEffect]:
    """Every main effect, and the interactions that at least one quantity can tell."""
    found = {
        "score": _contrasts(design, rows.scores),
        **{name: _contrasts(design, counts) for name, counts in rows.sizes.items()},
        "latency": _in_one_sitting(_contrasts(design, rows.latency_s)),
        "throughput": _in_one_sitting(_contrasts(design, rows.throughput_per_s)),
    }
    scores = _differences(found["score"], rows.scores, spread)
    sizes = {name: _sizes(found[name], counts) for name, counts in rows.sizes.items()}
    latency = _ratios(found["latency"], rows.latency_s)
    throughput = _ratios(found["throughput"], rows.throughput_per_s)
    for steps in (contrast.steps for contrast in contrasts(design.factors, design.points)):
        pairs = {name: each[steps].matches for name, each in found.items() if steps in each}
        if pairs or len(steps) == 1:
            yield FactorEffect(
                steps=steps,
                pairs=pairs,
                score=scores.get(steps),
                sizes={name: differences.get(steps) for name, differences in sizes.items()},
                latency=latency.get(steps),
                throughput=throughput.get(steps),
            )


def _contrasts(design: Design, rows: Collection[Row]) -> Mapping[Steps, Contrast]:
    """Those that some rows can tell."""
    points = [point for point in design.points if (point.study, point.variant) in rows]
    found = contrasts(design.factors, points)
    return {contrast.steps: contrast for contrast in found if contrast.matches}


def _in_one_sitting(found: Mapping[Steps, Contrast]) -> Mapping[Steps, Contrast]:
    return {
        steps: contrast
        for steps, contrast in found.items()
        if len({study for study, _ in contrast.signs}) == 1
    }


def _unscored(design: Design, scores: Collection[Row]) -> Iterable[str]:
    """The labels of points without a score, each once."""
    return dict.fromkeys(
        point.label for point in design.points if (point.study, point.variant) not in scores
    )


def _spread(scores: Mapping[Row, Sequence[float]]) -> Spread | None:
    if min(map(len, scores.values()), default=0) < ENOUGH_SEEDS:
        return None
    deviation, freedom = pooled_deviation(scores.values())
    return Spread(deviation=deviation, freedom=freedom) if NO_SPREAD < deviation < np.inf else None


def _differences(
    found: Mapping[Steps, Contrast], scores: Mapping[Row, Sequence[float]], spread: Spread | None
) -> Mapping[Steps, Difference]:
    """The contrasts of the mean scores, with Bonferroni's simultaneous intervals."""
    means = {row: float(np.mean(values)) for row, values in scores.items()}
    if spread is None:
        return {steps: Difference(value=contrast.of(means)) for steps, contrast in found.items()}
    quantile = student.ppf(1 - LEVEL / max(1, len(found)) / 2, spread.freedom)
    return {
        steps: _with_interval(contrast.of(means), quantile * _error(contrast, scores, spread))
        for steps, contrast in found.items()
    }


def _with_interval(value: float, half: float) -> Difference:
    return Difference(value=value, low=float(value - half), high=float(value + half))


def _error(contrast: Contrast, scores: Mapping[Row, Sequence[float]], spread: Spread) -> float:
    """Standard error of a contrast of means."""
    squares = (weight**2 / len(scores[row]) for row, weight in contrast.weights.items())
    return spread.deviation * float(np.sqrt(sum(squares)))


def _sizes(found: Mapping[Steps, Contrast], counts: Mapping[Row, float]) -> Mapping[Steps, float]:
    return {steps: contrast.of(counts) for steps, contrast in found.items()}


def _ratios(
    found: Mapping[Steps, Contrast], samples: Mapping[Row, Sequence[float]]
) -> Mapping[Steps, Ratio]:
    """The contrasts within each round, as ratios of geometric means; median over the rounds."""
    return {steps: _ratio(contrast.weights, samples) for steps, contrast in found.items()}


def _ratio(weights: Mapping[Row, float], samples: Mapping[Row, Sequence[float]]) -> Ratio:
    over, under = (_power_product(weights, samples, sign) for sign in (1, -1))
    return paired_ratio(over, under)


def _power_product(
    weights: Mapping[Row, float], samples: Mapping[Row, Sequence[float]], sign: int
) -> list[float]:
    """In each round, the product of the rows whose weight has that sign, each to its weight."""
    logs = [abs(w) * np.log(samples[row]) for row, w in weights.items() if w * sign > 0]
    return list(np.exp(np.sum(logs, axis=0)))
