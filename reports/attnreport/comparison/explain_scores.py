"""How a score of a table was made: its epoch, its seeds, and its distance from the baseline."""

from collections.abc import Mapping, Sequence

from attnreport.comparison.effects import effects
from attnreport.record import BASELINE, ScoreKind, TrainRecord
from attnreport.scores import (
    AT_BEST_VALIDATION,
    BEST_ON_TEST,
    READINGS,
    best_epoch,
    best_validation_epoch,
    score_kinds,
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
    kinds = score_kinds(runs)
    more = [
        f"{kind.name}{end}"
        for kind in kinds[:1]
        for end in (AT_BEST_VALIDATION, BEST_ON_TEST, *EFFECTS)
    ]
    return [*(kind.name for kind in kinds), *more]


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
    kind = next(kind for kind in score_kinds(runs) if kind.name == name)
    if end in EFFECTS:
        return _difference(kind, end, row, runs)
    used = [run for run in runs if run.variant == row and READINGS[end]([run], kind)]
    text = spread_text(*mean_and_deviation(READINGS[end](used, kind)))
    head = f"{text} {kind.unit}, mean ± sd {WORDS[end]} over {len(used)} seed(s)"
    return used, [head, *(_run(kind, end, run) for run in used)] if used else []


def _difference(
    kind: ScoreKind, end: str, row: str, runs: Sequence[TrainRecord]
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
        *(f"{run.label}, {_run(kind, '', run)}" for run in used),
    ]


def _run(kind: ScoreKind, end: str, run: TrainRecord) -> str:
    history = ", ".join(f"{value:.2f}" for value in run.scores[kind.name])
    (value,) = READINGS[end]([run], kind)
    return (
        f"seed {run.seed}: {value:.2f} {_epoch(kind, end, run)} of recipe {run.recipe} on "
        f"{run.train_images} images, scored on {run.test_images}; by epoch: {history}"
    )


def _epoch(kind: ScoreKind, end: str, run: TrainRecord) -> str:
    best = best_validation_epoch(run, kind)
    if end == AT_BEST_VALIDATION and best is not None:
        held_out = run.validation_scores[kind.name][best]
        return (
            f"after {best + 1} of {run.epochs} epochs ({held_out:.2f} on "
            f"{run.validation_images} images held out)"
        )
    if end == BEST_ON_TEST:
        scores = run.scores[kind.name]
        return f"after {best_epoch(scores, kind) + 1} of {run.epochs} epochs"
    return f"after {run.epochs} epochs"
