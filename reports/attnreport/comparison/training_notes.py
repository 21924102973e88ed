"""The sentences on how the networks were trained, and what their scores show."""

from collections.abc import Iterator, Sequence

import pandas as pd

from attnreport.record import TrainRecord
from attnreport.scores import BEST_ON_TEST, headline
from attnreport.tables.columns import numbers, score_head


def training_notes(runs: Sequence[TrainRecord]) -> Iterator[str]:
    """Recipe, images and seeds; what was reduced, where rows started, and which runs stopped."""
    if not runs:
        return
    first = runs[0]
    yield _training(first, sorted({run.seed for run in runs}))
    limit = first.setting.limit
    if limit and limit in (first.train_images + first.validation_images, first.test_images):
        most = f"{limit:,}"
        yield (
            f"Reduced: at most {most} training and {most} test images; scores on all of "
            f"{first.setting.data} are other numbers."
        )
    if first.setting.weights_sha256 is not None:
        yield f"Every row starts from the weights {first.setting.weights_sha256[:12]}."
    yield from _resumed(runs)


def _training(run: TrainRecord, seeds: Sequence[int]) -> str:
    held_out = f", {run.validation_images:,} validation" if run.validation_images else ""
    shared = f" on each of {run.devices} devices that share a batch" if run.devices > 1 else ""
    at_best = ""
    if run.validation_scores:
        at_best = (
            "; at best validation: the test score at the epoch that was best on the images held out"
        )
    return (
        f"Training: recipe {run.recipe}, {run.epochs} epochs, {run.train_images:,} training"
        f"{held_out} and {run.test_images:,} test images, {run.environment.threads} thread(s)"
        f"{shared}; mean ± sd of the last epoch over seed(s) {', '.join(map(str, seeds))}{at_best}."
    )


def _resumed(runs: Sequence[TrainRecord]) -> Iterator[str]:
    stops = [
        f"{run.label}, seed {run.seed}, after "
        f"{' and '.join(f'{epochs:.1f}' for epochs in run.resumed_at)} epochs"
        for run in runs
        if run.resumed_at
    ]
    if stops:
        shared = any(run.devices > 1 for run in runs)
        equal = "" if shared else "; on a CPU the result is bit-equal to that of a run without stop"
        yield f"Resumed: {'; '.join(stops)}{equal}."


def optimism_note(runs: Sequence[TrainRecord], frame: pd.DataFrame) -> Iterator[str]:
    """By how much the best epoch on test exceeds the headline, where the frame has it."""
    kind = headline(runs)
    name = kind.name if kind else ""
    if kind is None or f"{name}{BEST_ON_TEST}_percent_mean" not in frame:
        return
    best, last = (numbers(frame, f"{name}{reading}_percent_mean") for reading in (BEST_ON_TEST, ""))
    sign = 1 if kind.higher_is_better else -1
    gains = [
        sign * (b - e) for b, e in zip(best, last, strict=True) if b is not None and e is not None
    ]
    if gains:
        yield (
            f"{score_head(name)}, best epoch on test, exceeds the last epoch by up to "
            f"{max(gains):.2f} points. It is no result: the epoch is chosen on the images that "
            "score it, so that it rises with the number of epochs and with their noise alone."
        )
