"""How a score of a table was made: its epoch, its seeds, and its distance from the baseline."""

from collections.abc import Mapping, Sequence

from attnreport.comparison.effects import effects
from attnreport.record import BASELINE, TrainRecord
from attnreport.scores import (
    AT_BEST_VALIDATION,
    BEST_ON_TEST,
    READINGS,
    best_validation_epoch,
    headline,
)
from attnreport.statistics import mean_and_deviation
from attnreport.units import difference_text, signed_text, spread_text

WORDS: Mapping[str, str] = {
    "": "of the last epoch",
    AT_BEST_VALIDATION: "on test at the best epoch on the images held out",
    BEST_ON_TEST: "of the best epoch on test, which is optimistic and no result,",
}
EFFECTS: Mapping[str, str] = {
    "_difference": "points from the baseline, with Dunnett's simultaneous 95 % interval",
    "_hedges_g": "pooled standard deviations from the baseline (Hedges' g)",
}


def score_columns(runs: Sequence[TrainRecord]) -> list[str]:
    """The columns of scores: each score, then what is said of the headline alone."""
    names = dict.fromkeys(name for run in runs for name in run.scores_percent)
    first = headline(runs)
    more = [f"{first}{end}" for end in (AT_BEST_VALIDATION, BEST_ON_TEST, *EFFECTS)]
    return [*names, *(more if first is not None else [])]


def explain_score(
    column: str, row: str, runs: Sequence[TrainRecord]
) -> tuple[list[TrainRecord], list[str]]:
    """The runs that a cell is made of, and lines: its value, then each run's score.

    Args:
        column: One of `score_columns`.
        row: A variant.
        runs: Of all rows, without those that failed.

    Returns:
        Nothing of both where nothing was measured.
    """
    ends = (end for end in (AT_BEST_VALIDATION, BEST_ON_TEST, *EFFECTS) if column.endswith(end))
    end = next(ends, "")
    name = column.removesuffix(end)
    if end in EFFECTS:
        return _difference(name, end, row, runs)
    used = [run for run in runs if run.variant == row and READINGS[end]([run], name)]
    text = spread_text(*mean_and_deviation(READINGS[end](used, name)))
    head = f"{text} %, mean ± sd {WORDS[end]} over {len(used)} seed(s)"
    return used, [head, *(_run(name, end, run) for run in used)] if used else []


def _difference(
    name: str, end: str, row: str, runs: Sequence[TrainRecord]
) -> tuple[list[TrainRecord], list[str]]:
    effect = effects(runs).get(row)
    if effect is None:
        return [], []
    low, high = effect.difference_low, effect.difference_high
    values = {
        "_difference": difference_text(effect.difference, low, high),
        "_hedges_g": signed_text(effect.hedges_g),
    }
    used = [run for run in runs if run.variant in (row, BASELINE)]
    pooled = "the spread over seeds is pooled over all rows of the study"
    return used, [
        f"{values[end]} {EFFECTS[end]}; {pooled}",
        *(f"{run.label}, {_run(name, '', run)}" for run in used),
    ]


def _run(name: str, end: str, run: TrainRecord) -> str:
    history = ", ".join(f"{value:.2f}" for value in run.scores_percent[name])
    (value,) = READINGS[end]([run], name)
    return (
        f"seed {run.seed}: {value:.2f} {_epoch(name, end, run)} of recipe {run.recipe} on "
        f"{run.train_images} images, scored on {run.test_images}; by epoch: {history}"
    )


def _epoch(name: str, end: str, run: TrainRecord) -> str:
    best = best_validation_epoch(run, name)
    if end == AT_BEST_VALIDATION and best is not None:
        held_out = run.validation_percent[name][best]
        return (
            f"after {best + 1} of {run.epochs} epochs ({held_out:.2f} on "
            f"{run.validation_images} images held out)"
        )
    if end == BEST_ON_TEST:
        scores = run.scores_percent[name]
        return f"after {scores.index(max(scores)) + 1} of {run.epochs} epochs"
    return f"after {run.epochs} epochs"
