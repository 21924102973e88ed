"""At which epoch a score is read, and what each row scored."""

from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np

from attnreport.record import TrainRecord

Reading = Callable[[Iterable[TrainRecord], str], list[float]]
"""From runs and the name of a score to one value of each run that has it."""


def headline(runs: Iterable[TrainRecord]) -> str | None:
    """The score that a task names first, such as top1; None where nothing was scored."""
    return next((name for run in runs for name in run.scores_percent), None)


def last_scores(runs: Iterable[TrainRecord], name: str) -> list[float]:
    """The score after the last epoch of each run: the headline, never the best epoch."""
    return [run.scores_percent[name][-1] for run in runs if run.scores_percent.get(name)]


def scores_at_best_validation(runs: Iterable[TrainRecord], name: str) -> list[float]:
    """The test score at the epoch that was best on the held-out images, the first of equals."""
    epochs = ((run, best_validation_epoch(run, name)) for run in runs)
    return [run.scores_percent[name][epoch] for run, epoch in epochs if epoch is not None]


def best_validation_epoch(run: TrainRecord, name: str) -> int | None:
    """Index of the epoch with the highest validation score; None where none was held out."""
    held_out = run.validation_percent.get(name, ())
    if not held_out or len(held_out) != len(run.scores_percent.get(name, ())):
        return None
    return int(np.argmax(np.nan_to_num(held_out, nan=-np.inf)))


def best_scores_on_test(runs: Iterable[TrainRecord], name: str) -> list[float]:
    """The highest test score of each run: chosen on the test images, and so too high."""
    return [max(run.scores_percent[name]) for run in runs if run.scores_percent.get(name)]


AT_BEST_VALIDATION = "_at_best_validation"
BEST_ON_TEST = "_best_on_test"

READINGS: Mapping[str, Reading] = {
    "": last_scores,
    AT_BEST_VALIDATION: scores_at_best_validation,
    BEST_ON_TEST: best_scores_on_test,
}
"""By what is added to a score's name in the frame's columns; the headline adds nothing."""


def last_scores_by_variant(runs: Sequence[TrainRecord], name: str) -> dict[str, list[float]]:
    """The last scores of each variant that has runs, in their order."""
    return {
        variant: last_scores([run for run in runs if run.variant == variant], name)
        for variant in dict.fromkeys(run.variant for run in runs)
    }
