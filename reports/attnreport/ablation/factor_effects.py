"""What each factor of an ablation did to score, size and speed."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np

from attnreport.ablation.contrasts import Contrast, Steps, contrasts
from attnreport.ablation.design import Design, Studies
from attnreport.ablation.measured import Measured, measured
from attnreport.blocks.contrasts import contrast_rows
from attnreport.blocks.layout import RowId, Scores, common_seeds
from attnreport.blocks.spread import Spread, spread_of
from attnreport.record import ScoreKind
from attnreport.statistics import Median, paired_ratio

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A contrast of scores, in the score's unit of differences."""

    value: float
    """Mean over the seeds that all rows have; where these are too few, contrast of the means."""
    low: float | None = None
    high: float | None = None
    """Ends of a simultaneous 95 % interval over all effects; None of too few common seeds."""
    seeds: int
    """How many seeds all rows of the contrast have."""


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
    """None where no row has two seeds, or differences do not vary: no intervals then."""
    unscored: tuple[str, ...]
    """Labels of points that the score leaves out, since nothing was scored there but elsewhere."""
    without_number: tuple[str, ...]
    """Labels of points, with the seed, whose score is no number and was left out."""


def factor_effects(studies: Studies, design: Design) -> FactorEffects:
    """Main effects and interactions of the factors, of each quantity over the rows that have it.

    Args:
        studies: Their records, by the names that the design's points have for them.
        design: What was varied.
    """
    rows = measured(studies, design)
    return FactorEffects(
        score=rows.score,
        counters=tuple(rows.macs),
        effects=tuple(_effects(design, rows)),
        spread=spread_of(rows.scores),
        unscored=tuple(_unscored(design, rows.scores)) if rows.scores else (),
        without_number=tuple(_without_number(design, rows.without_number)),
    )


def _effects(design: Design, rows: Measured) -> Iterator[FactorEffect]:
    """Every main effect, and the interactions that at least one quantity can tell."""
    scores = _differences(_contrasts(design, rows.scores), rows.scores)
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


def _without_number(design: Design, lost: Iterable[tuple[RowId, int]]) -> Iterator[str]:
    labels = {(point.study, point.variant): point.label for point in design.points}
    for row, seed in lost:
        yield f"{labels.get(row, row[1])}, seed {seed}"


def _estimates(
    contrasted: Iterable[Contrast], value_of: Callable[[Contrast], Value]
) -> Mapping[Steps, Estimate[Value]]:
    return {
        contrast.steps: Estimate(value=value_of(contrast), pairs=contrast.matches)
        for contrast in contrasted
    }


def _differences(
    contrasted: Sequence[Contrast], scores: Scores
) -> Mapping[Steps, Estimate[Difference]]:
    """The contrasts of the scores, with simultaneous intervals where seeds are enough."""
    tested = contrast_rows(scores, [contrast.weights for contrast in contrasted])
    differences = {
        contrast.steps: Difference(
            value=result.value, low=result.low, high=result.high, seeds=result.seeds
        )
        if result is not None
        else _of_means(contrast, scores)
        for contrast, result in zip(contrasted, tested, strict=True)
    }
    return _estimates(contrasted, lambda contrast: differences[contrast.steps])


def _of_means(contrast: Contrast, scores: Scores) -> Difference:
    means = {row: float(np.mean(list(by_seed.values()))) for row, by_seed in scores.items()}
    return Difference(value=contrast.of(means), seeds=len(common_seeds(scores, contrast.weights)))


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
