"""At which epoch a score is read, and what each row scored."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import Enum
from math import isfinite

import numpy as np

from attnreport.record import ScoreKind, TrainRecord


class Reading(Enum):
    """The epoch at which a score is read; the value is how columns of a frame say it."""

    LAST = ""
    AT_BEST_VALIDATION = "at_best_validation"
    BEST_ON_TEST = "best_on_test"


UNIT_WORDS = {"%": "percent", "°": "degrees"}
"""What a name has in place of a unit that cannot stand in one."""


def column_name(kind: ScoreKind, reading: Reading = Reading.LAST) -> str:
    """What a frame calls a score, with its unit: `top1_percent`, `top1_best_on_test_percent`."""
    unit = UNIT_WORDS.get(kind.unit) or re.sub(r"\W+", "_", kind.unit).strip("_")
    return "_".join(part for part in (kind.name, reading.value, unit) if part)


def score_kinds(runs: Iterable[TrainRecord]) -> tuple[ScoreKind, ...]:
    """The scores that runs have, the headline first."""
    kinds = {
        kind.name: kind for run in runs for kind in run.score_kinds if run.scores.get(kind.name)
    }
    return tuple(kinds.values())


def headline(runs: Iterable[TrainRecord]) -> ScoreKind | None:
    """The score that the task names first; None where nothing was scored."""
    return next(iter(score_kinds(runs)), None)


def read_scores(
    runs: Iterable[TrainRecord], kind: ScoreKind, reading: Reading = Reading.LAST
) -> list[float]:
    """A score on the test images, one value of each run that has it."""
    epochs = ((run, EPOCHS[reading](run, kind)) for run in runs)
    return [run.scores[kind.name][epoch] for run, epoch in epochs if epoch is not None]


def best_epoch(scores: Sequence[float], kind: ScoreKind) -> int:
    """Index of the best of some scores, the first of equals; NaN is the worst."""
    sign = 1 if kind.higher_is_better else -1
    return int(np.argmax(np.nan_to_num(sign * np.asarray(scores), nan=-np.inf, neginf=-np.inf)))


def _last_epoch(run: TrainRecord, kind: ScoreKind) -> int | None:
    """The headline is never the best epoch."""
    scores = run.scores.get(kind.name, ())
    return len(scores) - 1 if scores else None


def _best_validation_epoch(run: TrainRecord, kind: ScoreKind) -> int | None:
    """The epoch that was best on the held-out images; None where no images were held out."""
    held_out = run.validation_scores.get(kind.name, ())
    if not held_out or len(held_out) != len(run.scores.get(kind.name, ())):
        return None
    return best_epoch(held_out, kind)


def _best_epoch_on_test(run: TrainRecord, kind: ScoreKind) -> int | None:
    """Chosen on the test images, and so optimistic."""
    scores = run.scores.get(kind.name, ())
    return best_epoch(scores, kind) if scores else None


EPOCHS: Mapping[Reading, Callable[[TrainRecord, ScoreKind], int | None]] = {
    Reading.LAST: _last_epoch,
    Reading.AT_BEST_VALIDATION: _best_validation_epoch,
    Reading.BEST_ON_TEST: _best_epoch_on_test,
}
"""The index of the epoch at which a run's score is read; None where there is none."""


def last_scores_by_variant(runs: Sequence[TrainRecord], kind: ScoreKind) -> dict[str, list[float]]:
    """The last scores of each variant that has runs, in their order."""
    return {
        variant: read_scores([run for run in runs if run.variant == variant], kind)
        for variant in dict.fromkeys(run.variant for run in runs)
    }


def scores_by_seed(
    runs: Sequence[TrainRecord], kind: ScoreKind, reading: Reading = Reading.LAST
) -> dict[str, dict[int, float]]:
    """The scores of each variant that has runs, without those that are no numbers."""
    by_variant: dict[str, dict[int, float]] = {run.variant: {} for run in runs}
    for run in runs:
        for score in filter(isfinite, read_scores([run], kind, reading)):
            by_variant[run.variant][run.seed] = score
    return by_variant


def without_number(runs: Iterable[TrainRecord], kind: ScoreKind) -> list[TrainRecord]:
    """The runs whose last score is no number."""
    return [run for run in runs if not all(map(isfinite, read_scores([run], kind)))]
