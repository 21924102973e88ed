"""Finds the training run that is exported. Knows no torch."""

from collections.abc import Mapping, Sequence

from attnbench.errors import UnknownName, WrongUse
from attnbench.study import Study
from attnreport.names import NO_LABELS, near_rows, variants_called
from attnreport.record import TrainRecord, newest


def trained_row(
    study: Study, row: str, seed: int, design_labels: Mapping[str, str] = NO_LABELS
) -> TrainRecord:
    """The newest training run of a row and a seed.

    Args:
        study: Has the run.
        row: As it is typed or as tables call it: `ema(groups=16)` or `EMA_16`.
        seed: Of the run.
        design_labels: By variant, what an ablation calls a row.

    Raises:
        UnknownName: if the study has no such row.
        WrongUse: if several rows are called so, or the run does not exist, failed or has no
            weights.
    """
    runs = [record for record in newest(study.records()) if isinstance(record, TrainRecord)]
    if not runs:
        raise WrongUse(f"{study.folder} has no trained network; it measures only size and speed")
    labels = _labels(study, runs)
    shown = {name: design_labels.get(name, label) for name, label in labels.items()}
    called = variants_called(row, shown) or variants_called(row, labels)
    if not called:
        see = f"attnbench studies show {study.folder}"
        raise UnknownName("row", row, shown.values(), see, near=near_rows(row, shown))
    if len(called) > 1:
        raise WrongUse(f"{row!r} may be {' or '.join(called)}; write which")
    by_seed = {record.seed: record for record in runs if record.variant == called[0]}
    if seed not in by_seed:
        known = ", ".join(map(str, sorted(by_seed)))
        raise WrongUse(f"must be one of {known} for {row} (got {seed})", parameter="seed")
    record = by_seed[seed]
    if record.error is not None:
        raise WrongUse(
            f"{row} with seed {seed} failed: {record.error}; measure it again: attnbench compare "
            f"--study {study.folder}"
        )
    if not study.weights_file(record.key).exists():
        raise WrongUse(
            f"{row} with seed {seed} has no weights: {study.weights_file(record.key)} does not "
            f"exist; delete records/{record.key}.json to train it again"
        )
    return record


def _labels(study: Study, runs: Sequence[TrainRecord]) -> Mapping[str, str]:
    """By variant, in the order of the plan, the names in print of the rows that were trained."""
    labels = {record.variant: record.label for record in runs}
    planned = [name for name in map(str, study.plan.variants) if name in labels]
    return {name: labels[name] for name in dict.fromkeys((*planned, *labels))}
