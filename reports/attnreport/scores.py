"""At which epoch a score is read, and what each row scored."""

from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np

from attnreport.record import ScoreKind, TrainRecord

Reading = Callable[[Iterable[TrainRecord], ScoreKind], list[float]]
"""From runs and a score to one value of each run that has it."""


def score_kinds(runs: Iterable[TrainRecord]) -> tuple[ScoreKind, ...]:
    """The scores that runs have, the headline first."""
    kinds = {
        kind.name: kind for run in runs for kind in run.score_kinds if run.scores.get(kind.name)
    }
    return tuple(kinds.values())


def headline(runs: Iterable[TrainRecord]) -> ScoreKind | None:
    """The score that the task names first; None where nothing was scored."""
    return next(iter(score_kinds(runs)), None)


def last_scores(runs: Iterable[TrainRecord], kind: ScoreKind) -> list[float]:
    """The score after the last epoch of each run: the headline, never the best epoch."""
    return [run.scores[kind.name][-1] for run in runs if run.scores.get(kind.name)]


def scores_at_best_validation(runs: Iterable[TrainRecord], kind: ScoreKind) -> list[float]:
    """The test score at the epoch that was best on the held-out images, the first of equals."""
    epochs = ((run, best_validation_epoch(run, kind)) for run in runs)
    return [run.scores[kind.name][epoch] for run, epoch in epochs if epoch is not None]


def best_validation_epoch(run: TrainRecord, kind: ScoreKind) -> int | None:
    """Index of the epoch with the best validation score; None where no images were held out."""
    held_out = run.validation_scores.get(kind.name, ())
    if not held_out or len(held_out) != len(run.scores.get(kind.name, ())):
        return None
    return best_epoch(held_out, kind)


def best_epoch(scores: Sequence[float], kind: ScoreKind) -> int:
    """Index of the best of some scores, the first of equals; NaN is the worst."""
    sign = 1 if kind.higher_is_better else -1
    return int(np.argmax(np.nan_to_num(sign * np.asarray(scores), nan=-np.inf, neginf=-np.inf)))


def best_scores_on_test(runs: Iterable[TrainRecord], kind: ScoreKind) -> list[float]:
    """The best test score of each run: chosen on the test images, and so optimistic."""
    every = [run.scores[kind.name] for run in runs if run.scores.get(kind.name)]
    return [scores[best_epoch(scores, kind)] for scores in every]


AT_BEST_VALIDATION = "_at_best_validation"
BEST_ON_TEST = "_best_on_test"

READINGS: Mapping[str, Reading] = {
    "": last_scores,
    AT_BEST_VALIDATION: scores_at_best_validation,
    BEST_ON_TEST: best_scores_on_test,
}
"""By what is added to a score's name in the frame's columns; the headline adds nothing."""


def last_scores_by_variant(runs: Sequence[TrainRecord], kind: ScoreKind) -> dict[str, list[float]]:
    """The last scores of each variant that has runs, in their order."""
    return {
        variant: last_scores([run for run in runs if run.variant == variant], kind)
        for variant in dict.fromkeys(run.variant for run in runs)
    }
