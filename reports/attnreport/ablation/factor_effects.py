"""What each factor of an ablation did to score, size and speed."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np
from scipy.stats import t as student

from attnreport.ablation.contrasts import Contrast, RowId, Steps, contrasts
from attnreport.ablation.design import Design, Studies
from attnreport.ablation.measured import Measured, measured
from attnreport.record import ScoreKind
from attnreport.statistics import (
    ENOUGH_SEEDS,
    LEVEL,
    Median,
    has_spread,
    paired_ratio,
    pooled_deviation,
)

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """Standard deviation of a score over seeds, pooled over all rows."""

    deviation: float
    freedom: int
    """Degrees of freedom."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A contrast of mean scores, in the score's unit of differences."""

    value: float
    low: float | None = None
    high: float | None = None
    """Ends of a simultaneous 95 % interval over all effects."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate(Generic[Value]):
    """An effect on one quantity, averaged over the points that have it."""

    value: Value
    pairs: int
    """How many pairs of points it averages; of an interaction, how many quadruples."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorEffect:
    """What one level of a factor did against its reference, or an interaction of two factors.

    None where a quantity could not be estimated.
    """

    steps: Steps
    score: Estimate[Difference] | None
    """On the headline score."""
    params: Estimate[float] | None
    macs: Mapping[str, Estimate[float]]
    """By counter that could be estimated."""
    latency: Estimate[Median] | None
    throughput: Estimate[Median] | None

    @property
    def is_estimable(self) -> bool:
        """Whether any quantity has an estimate."""
        return bool(self.score or self.params or self.macs or self.latency or self.throughput)


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorEffects:
    """The effects of an ablation, main effects first, and what their intervals rest on."""

    score: ScoreKind | None
    """The headline score; None where nothing was trained."""
    counters: tuple[str, ...]
    """The counters of multiply-accumulates, the reference first."""
    effects: tuple[FactorEffect, ...]
    spread: Spread | None
    """None where there are too few seeds, or scores that do not vary: no intervals then."""
    fewest_seeds: int
    """The fewest seeds of any row that was scored."""
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
        counters=tuple(rows.macs),
        effects=tuple(_effects(design, rows, spread)),
        spread=spread,
        fewest_seeds=min(map(len, rows.scores.values()), default=0),
        unscored=tuple(_unscored(design, rows.scores)) if rows.scores else (),
    )


def _effects(design: Design, rows: Measured, spread: Spread | None) -> Iterator[FactorEffect]:
    """Every main effect, and the interactions that at least one quantity can tell."""
    scores = _differences(_contrasts(design, rows.scores), rows.scores, spread)
    params = _counts(design, rows.params)
    macs = {counter: _counts(design, counts) for counter, counts in rows.macs.items()}
    latency, throughput = (
        _ratios(design, values) for values in (rows.latency_s, rows.throughput_per_s)
    )
    for steps in (contrast.steps for contrast in contrasts(design.factors, design.points)):
        effect = FactorEffect(
            steps=steps,
            score=scores.get(steps),
            params=params.get(steps),
            macs={counter: of[steps] for counter, of in macs.items() if steps in of},
            latency=latency.get(steps),
            throughput=throughput.get(steps),
        )
        if effect.is_estimable or len(steps) == 1:
            yield effect


def _contrasts(design: Design, rows: Collection[RowId]) -> list[Contrast]:
    """Those that some rows can tell."""
    points = [point for point in design.points if (point.study, point.variant) in rows]
    return [contrast for contrast in contrasts(design.factors, points) if contrast.matches]


def _unscored(design: Design, scores: Collection[RowId]) -> Iterable[str]:
    """The labels of points without a score, each once."""
    return dict.fromkeys(
        point.label for point in design.points if (point.study, point.variant) not in scores
    )


def _spread(scores: Mapping[RowId, Sequence[float]]) -> Spread | None:
    if min(map(len, scores.values()), default=0) < ENOUGH_SEEDS:
        return None
    deviation, freedom = pooled_deviation(scores.values())
    if not has_spread(deviation, scores.values()):
        return None
    return Spread(deviation=deviation, freedom=freedom)


def _estimates(
    contrasted: Iterable[Contrast], value_of: Callable[[Contrast], Value]
) -> Mapping[Steps, Estimate[Value]]:
    return {
        contrast.steps: Estimate(value=value_of(contrast), pairs=contrast.matches)
        for contrast in contrasted
    }


def _differences(
    contrasted: Sequence[Contrast], scores: Mapping[RowId, Sequence[float]], spread: Spread | None
) -> Mapping[Steps, Estimate[Difference]]:
    """The contrasts of the mean scores, with Bonferroni's simultaneous intervals."""
    means = {row: float(np.mean(values)) for row, values in scores.items()}
    if spread is None:
        return _estimates(contrasted, lambda contrast: Difference(value=contrast.of(means)))
    quantile = student.ppf(1 - LEVEL / max(1, len(contrasted)) / 2, spread.freedom)
    return _estimates(
        contrasted,
        lambda contrast: _with_interval(
            contrast.of(means), quantile * _error(contrast, scores, spread)
        ),
    )


def _with_interval(value: float, half: float) -> Difference:
    return Difference(value=value, low=float(value - half), high=float(value + half))


def _error(contrast: Contrast, scores: Mapping[RowId, Sequence[float]], spread: Spread) -> float:
    """Standard error of a contrast of means."""
    squares = (weight**2 / len(scores[row]) for row, weight in contrast.weights.items())
    return spread.deviation * float(np.sqrt(sum(squares)))


def _counts(design: Design, counts: Mapping[RowId, float]) -> Mapping[Steps, Estimate[float]]:
    return _estimates(_contrasts(design, counts), lambda contrast: contrast.of(counts))


def _ratios(
    design: Design, rounds: Mapping[RowId, Sequence[float]]
) -> Mapping[Steps, Estimate[Median]]:
    """The contrasts within each round, as ratios of geometric means; median over the rounds.

    Only those whose rows share a timing session.
    """
    in_one_session = [
        contrast
        for contrast in _contrasts(design, rounds)
        if len({study for study, _ in contrast.signs}) == 1
    ]
    return _estimates(in_one_session, lambda contrast: _ratio(contrast.weights, rounds))


def _ratio(weights: Mapping[RowId, float], rounds: Mapping[RowId, Sequence[float]]) -> Median:
    over, under = (_power_product(weights, rounds, sign) for sign in (1, -1))
    return paired_ratio(over, under)


def _power_product(
    weights: Mapping[RowId, float], rounds: Mapping[RowId, Sequence[float]], sign: int
) -> list[float]:
    """In each round, the product of the rows whose weight has that sign, each to its weight."""
    logs = [abs(w) * np.log(rounds[row]) for row, w in weights.items() if w * sign > 0]
    return list(np.exp(np.sum(logs, axis=0)))
