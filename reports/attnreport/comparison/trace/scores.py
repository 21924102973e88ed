"""Where the scores of a table come from: their epoch, their seeds, and the baseline's."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from attnreport.comparison.effects import effects
from attnreport.comparison.trace.trace import NOT_MEASURED, Trace, TracedColumn
from attnreport.record import BASELINE, AnyRecord, ScoreKind, TrainRecord
from attnreport.scores import EPOCHS, Reading, read_scores, score_kinds
from attnreport.statistics import mean_and_deviation
from attnreport.text import plural
from attnreport.units import difference_text, signed_text, spread_text

WORDS: Mapping[Reading, str] = {
    Reading.LAST: "of the last epoch",
    Reading.AT_BEST_VALIDATION: "on test at the epoch with the best validation score",
    Reading.BEST_ON_TEST: "of the best epoch on test, which is optimistic and not a result,",
}
HEADS: Mapping[Reading, str] = {
    Reading.LAST: "{}",
    Reading.AT_BEST_VALIDATION: "{} at best validation",
    Reading.BEST_ON_TEST: "{}, best epoch on test",
}
"""What tables call a reading of a score."""


def score_columns(records: Sequence[AnyRecord], variants: Sequence[str]) -> Iterator[TracedColumn]:
    """Each score, then what is said of the headline alone."""
    runs = sorted(
        (
            record
            for record in records
            if isinstance(record, TrainRecord) and not record.error and record.variant in variants
        ),
        key=lambda run: run.seed,
    )
    kinds = score_kinds(runs)
    for kind in kinds:
        yield _column(runs, kind, Reading.LAST)
    for kind in kinds[:1]:
        yield from (_column(runs, kind, reading) for reading in Reading if reading.value)
        yield TracedColumn(
            name=f"{kind.name}_difference",
            aliases=(f"Δ {kind.head}",),
            trace=partial(_difference, runs, kind),
        )
        yield TracedColumn(
            name=f"{kind.name}_hedges_g",
            aliases=("Hedges' g",),
            trace=partial(_hedges_g, runs, kind),
        )


def _column(runs: Sequence[TrainRecord], kind: ScoreKind, reading: Reading) -> TracedColumn:
    return TracedColumn(
        name="_".join(filter(None, (kind.name, reading.value))),
        aliases=(HEADS[reading].format(kind.head),),
        trace=partial(_score, runs, kind, reading),
    )


def _score(runs: Sequence[TrainRecord], kind: ScoreKind, reading: Reading, variant: str) -> Trace:
    used = [run for run in runs if run.variant == variant and read_scores([run], kind, reading)]
    if not used:
        return NOT_MEASURED
    spread = spread_text(*mean_and_deviation(read_scores(used, kind, reading)), kind.digits)
    value = f"{spread} {kind.unit}".rstrip()
    head = f"{value}, mean ± sd {WORDS[reading]} over {plural(len(used), 'seed')}"
    return Trace(used, [head, *(_run(kind, reading, run) for run in used)])


def _difference(runs: Sequence[TrainRecord], kind: ScoreKind, variant: str) -> Trace:
    effect = effects(runs).get(variant)
    if effect is None:
        return NOT_MEASURED
    contrast = effect.contrast
    value = difference_text(contrast.value, contrast.low, contrast.high, kind.digits)
    unit = f"{kind.difference_unit} from the baseline, with a simultaneous 95 % interval"
    seeds = f"paired over the {plural(contrast.seeds, 'seed')} that both have"
    spread = "the spread of these differences is averaged with the one pooled over all rows"
    return _effect(runs, kind, variant, f"{value} {unit}, {seeds}; {spread}")


def _hedges_g(runs: Sequence[TrainRecord], kind: ScoreKind, variant: str) -> Trace:
    effect = effects(runs).get(variant)
    if effect is None:
        return NOT_MEASURED
    unit = "pooled standard deviations from the baseline (Hedges' g)"
    spread = "the spread over seeds is pooled over all rows of the study"
    return _effect(runs, kind, variant, f"{signed_text(effect.hedges_g)} {unit}; {spread}")


def _effect(runs: Sequence[TrainRecord], kind: ScoreKind, variant: str, head: str) -> Trace:
    used = [run for run in runs if run.variant in (variant, BASELINE)]
    return Trace(used, [head, *(f"{r.label}, {_run(kind, Reading.LAST, r)}" for r in used)])


def _run(kind: ScoreKind, reading: Reading, run: TrainRecord) -> str:
    scores = run.scores[kind.name]
    history = ", ".join(f"{score:.{kind.digits}f}" for score in scores)
    (value,) = read_scores([run], kind, reading)
    return (
        f"seed {run.seed}: {value:.{kind.digits}f} {_epoch(kind, reading, run)} of recipe "
        f"{run.recipe} on {plural(run.train_images, 'image')}, scored on "
        f"{run.test_images:,}; by epoch: {history}"
    )


def _epoch(kind: ScoreKind, reading: Reading, run: TrainRecord) -> str:
    epoch = EPOCHS[reading](run, kind)
    if reading is Reading.LAST or epoch is None:
        return f"after {plural(run.epochs, 'epoch')}"
    after = f"after {epoch + 1} of {plural(run.epochs, 'epoch')}"
    if reading is Reading.BEST_ON_TEST:
        return after
    validation = run.validation_scores[kind.name][epoch]
    images = plural(run.validation_images, "validation image")
    return f"{after} ({validation:.{kind.digits}f} on {images})"
