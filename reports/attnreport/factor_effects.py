"""What each factor of an ablation did to score, size and speed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import t as student

from attnreport.contrasts import Contrast, Row, contrasts
from attnreport.design import Design, Studies
from attnreport.effects import LEVEL, NO_SPREAD
from attnreport.measured import measured
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

    contrast: Contrast
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
    """Labels of points that are left out, since nothing was scored there but elsewhere."""


def factor_effects(studies: Studies, design: Design) -> FactorEffects:
    """Main effects and interactions of the factors, each over the rows that were measured.

    Args:
        studies: Their records, by the names that the design's points have for them.
        design: What was varied.
    """
    rows = measured(studies, design)
    used = [p for p in design.points if not rows.scores or (p.study, p.variant) in rows.scores]
    found = list(contrasts(design.factors, used))
    spread = _spread(rows.scores)
    differences = _differences(found, rows.scores, spread)
    return FactorEffects(
        score=rows.score,
        effects=tuple(
            FactorEffect(
                contrast=contrast,
                score=difference,
                sizes={name: contrast.of(counts) for name, counts in rows.sizes.items()},
                latency=_ratio(contrast, rows.latency_s),
                throughput=_ratio(contrast, rows.throughput_per_s),
            )
            for contrast, difference in zip(found, differences, strict=True)
        ),
        spread=spread,
        fewest_seeds=min(map(len, rows.scores.values()), default=0),
        unscored=tuple(point.label for point in design.points if point not in used),
    )


def _spread(scores: Mapping[Row, Sequence[float]]) -> Spread | None:
    if min(map(len, scores.values()), default=0) < ENOUGH_SEEDS:
        return None
    deviation, freedom = pooled_deviation(scores.values())
    return Spread(deviation=deviation, freedom=freedom) if NO_SPREAD < deviation < np.inf else None


def _differences(
    found: Sequence[Contrast], scores: Mapping[Row, Sequence[float]], spread: Spread | None
) -> Iterator[Difference | None]:
    """The contrasts of the mean scores, with Bonferroni's simultaneous intervals."""
    means = {row: float(np.mean(values)) for row, values in scores.items()}
    values = [contrast.of(means) for contrast in found]
    level = LEVEL / max(1, sum(value is not None for value in values))
    for contrast, value in zip(found, values, strict=True):
        if value is None or spread is None:
            yield None if value is None else Difference(value=value)
        else:
            half = student.ppf(1 - level / 2, spread.freedom) * _error(contrast, scores, spread)
            yield Difference(value=value, low=float(value - half), high=float(value + half))


def _error(contrast: Contrast, scores: Mapping[Row, Sequence[float]], spread: Spread) -> float:
    """Standard error of a contrast of means."""
    squares = (weight**2 / len(scores[row]) for row, weight in contrast.weights.items())
    return spread.deviation * float(np.sqrt(sum(squares)))


def _ratio(contrast: Contrast, samples: Mapping[Row, Sequence[float]]) -> Ratio | None:
    """The contrast within each round, as a ratio of geometric means; median over the rounds.

    None where a row was not timed, or not all of them in one sitting.
    """
    weights = contrast.weights
    if len({study for study, _ in weights}) != 1 or not weights.keys() <= samples.keys():
        return None
    over, under = (_power_product(weights, samples, sign) for sign in (1, -1))
    return paired_ratio(over, under)


def _power_product(
    weights: Mapping[Row, float], samples: Mapping[Row, Sequence[float]], sign: int
) -> list[float]:
    """In each round, the product of the rows whose weight has that sign, each to its weight."""
    logs = [abs(w) * np.log(samples[row]) for row, w in weights.items() if w * sign > 0]
    return list(np.exp(np.sum(logs, axis=0)))
