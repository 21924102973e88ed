"""The table of a score of each class: classes as rows, the rows of the study as columns."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pandas as pd

from attnreport.comparison.class_scores import ClassRow, ClassScores, class_rows
from attnreport.record import BASELINE, ScoreKind, TrainRecord, data_kind, network_name
from attnreport.scores import column_name
from attnreport.tables.column import Column, number_column, word_column
from attnreport.tables.table import Table
from attnreport.text import plural
from attnreport.units import signed_text, spread_text

MEAN = "Mean"
MOST_DIFFERENCES = 4
"""Modules beyond which a printed table leaves out the differences, to stay readable."""


def class_table(
    runs: Sequence[TrainRecord],
    scores: Mapping[str, ClassScores],
    variants: Sequence[str],
    kind: ScoreKind,
    samples: str,
    rule: str,
) -> Table:
    """A score of each class.

    Args:
        runs: Of one study, those that succeeded.
        scores: By the key of a run; one at least.
        variants: The rows in their order, the baseline first.
        kind: What the score is called, and its unit.
        samples: What is labelled, such as `pixels`.
        rule: A sentence on classes that have no score.
    """
    first = next(scores[run.key] for run in runs if run.key in scores)
    alike = {key: own for key, own in scores.items() if own.names == first.names}
    rows = class_rows(runs, alike, variants)
    return Table(
        title=f"{kind.head} by class",
        columns=(
            word_column("Class", (*first.names, MEAN)),
            number_column(f"Labelled {samples}", _shares(first), unit="%"),
            *_columns(rows, kind),
        ),
        notes=tuple(_notes(runs, alike, rows, kind, first, samples, rule)),
        frame=_frame(rows, first, kind),
    )


def _shares(scores: ClassScores) -> list[str]:
    return [*(f"{100 * share:.2f}" for share in scores.shares.tolist()), ""]


def _columns(rows: Sequence[ClassRow], kind: ScoreKind) -> Iterator[Column]:
    for row in rows:
        texts = [
            spread_text(mean, deviation, kind.digits)
            for mean, deviation in zip(row.means, row.deviations, strict=True)
        ]
        yield number_column(_head(row), texts, unit=kind.unit)
        if row.variant != BASELINE and _has_differences(rows):
            differences = [signed_text(value, kind.digits) for value in row.differences]
            yield number_column("Δ", differences, continues=True)


def _head(row: ClassRow) -> str:
    return row.label if row.variant == BASELINE else f"+ {row.label}"


def _has_differences(rows: Sequence[ClassRow]) -> bool:
    modules = [row for row in rows if row.variant != BASELINE]
    return len(modules) < len(rows) and len(modules) <= MOST_DIFFERENCES


def _notes(
    runs: Sequence[TrainRecord],
    scores: Mapping[str, ClassScores],
    rows: Sequence[ClassRow],
    kind: ScoreKind,
    first: ClassScores,
    samples: str,
    rule: str,
) -> Iterator[str]:
    setting, seeds = runs[0].setting, max(row.seeds for row in rows)
    spread = ", mean ± standard deviation over seeds" if seeds > 1 else ""
    yield (
        f"{network_name(setting)} on {data_kind(setting)}, {plural(seeds, 'seed')}: {kind.head} "
        f"after the last epoch on {plural(runs[0].test_images, 'test image')}{spread}."
    )
    if _has_differences(rows):
        yield (
            f"Δ: minus the baseline's under the same seed in {kind.difference_unit}, mean over "
            f"common seeds. No class is tested by itself: of {len(first.names)} classes, some "
            "differ by chance."
        )
    elif len(rows) > MOST_DIFFERENCES:
        yield "Differences from the baseline are left out here; CSV and JSON have them."
    yield rule
    absent = [name for name, share in zip(first.names, first.shares, strict=True) if not share]
    if absent:
        yield f"Without labelled {samples} in the test images: {', '.join(absent)}."
    without = sum(run.key not in scores for run in runs)
    if without:
        yield f"Left out: {plural(without, 'run')} without such scores of the same classes."


def _frame(rows: Sequence[ClassRow], first: ClassScores, kind: ScoreKind) -> pd.DataFrame:
    """One line for each class and row; of the mean, index and share are missing."""
    name = column_name(kind)
    shares = [*(100 * first.shares), np.nan]
    return pd.DataFrame(
        [
            {
                "class_index": index if index < len(first.names) else None,
                "class": (*first.names, MEAN)[index],
                "share_percent": shares[index],
                "variant": row.variant,
                "label": row.label,
                "seeds": row.seeds,
                f"{name}_mean": row.means[index],
                f"{name}_sd": row.deviations[index],
                f"{name}_difference": row.differences[index],
            }
            for index in range(len(first.names) + 1)
            for row in rows
        ]
    )
