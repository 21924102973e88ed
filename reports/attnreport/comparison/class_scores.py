"""A score of each class: of one run, and of a row over its seeds."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from attnreport.record import BASELINE, TrainRecord
from attnreport.statistics import mean_and_deviation

Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ClassScores:
    """A score of each class in one run."""

    names: tuple[str, ...]
    """Of the classes."""
    values: Values
    """(C,), in the score's unit; NaN for a class that has none."""
    shares: Values
    """(C,), the share of the labelled samples that are of each class, 0 to 1."""

    @property
    def mean(self) -> float:
        """Of the classes that have a score; NaN where none has."""
        has_one = np.isfinite(self.values)
        return float(self.values[has_one].mean()) if has_one.any() else float("nan")


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassRow:
    """What one row scored in each class and, at the end, in the mean over the classes."""

    variant: str
    label: str
    seeds: int
    means: tuple[float | None, ...]
    """(C + 1), over the seeds under which the class has a score; None where it has none."""
    deviations: tuple[float | None, ...]
    """(C + 1), standard deviations over seeds; None of a single one."""
    differences: tuple[float | None, ...]
    """(C + 1), minus the baseline under the same seed, mean over common seeds; None without."""


def class_rows(
    runs: Iterable[TrainRecord], scores: Mapping[str, ClassScores], variants: Sequence[str]
) -> tuple[ClassRow, ...]:
    """One row for each variant that has scores.

    Args:
        runs: Of one study.
        scores: By the key of a run, all of the same classes.
        variants: The rows in their order, the baseline first.
    """
    by_seed: dict[str, dict[int, Values]] = {variant: {} for variant in variants}
    labels = {}
    for run in runs:
        if run.key in scores and run.variant in by_seed:
            own = scores[run.key]
            by_seed[run.variant][run.seed] = np.append(own.values, own.mean)
            labels[run.variant] = run.label
    baseline = by_seed.get(BASELINE, {})
    return tuple(
        _row(variant, labels[variant], own, {} if variant == BASELINE else baseline)
        for variant, own in by_seed.items()
        if own
    )


def _row(
    variant: str, label: str, own: Mapping[int, Values], baseline: Mapping[int, Values]
) -> ClassRow:
    summaries = [mean_and_deviation(_numbers(values)) for values in _columns(own.values())]
    common = [own[seed] - baseline[seed] for seed in own if seed in baseline]
    differences = [mean_and_deviation(_numbers(values))[0] for values in _columns(common)]
    return ClassRow(
        variant=variant,
        label=label,
        seeds=len(own),
        means=tuple(mean for mean, _ in summaries),
        deviations=tuple(deviation for _, deviation in summaries),
        differences=tuple(differences) or (None,) * len(summaries),
    )


def _columns(by_seed: Collection[Values]) -> Iterable[Values]:
    """The values of all seeds, class by class; nothing where there is no seed."""
    return np.stack(list(by_seed)).T if by_seed else ()


def _numbers(values: Values) -> list[float]:
    return values[np.isfinite(values)].tolist()
