"""The tables of an ablation, as the papers print them: each study's baseline, then its points."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from types import MappingProxyType
from typing import TypeVar

import pandas as pd

from attnreport.ablation.design import Design, Point, Studies
from attnreport.ablation.factor_effects_table import factor_effects_table
from attnreport.comparison.best_scores import best_scores
from attnreport.comparison.columns import methods, sizes, speeds, studies, timing_ratios
from attnreport.comparison.comparison import NO_OUTCOMES, Comparison, compare
from attnreport.comparison.frame import frame_of
from attnreport.comparison.notes.networks import Correct
from attnreport.comparison.rows import Row
from attnreport.comparison.score_columns import scores
from attnreport.comparison.tables import comparison_table, speed_table
from attnreport.comparison.timings import THROUGHPUT
from attnreport.completion import Completion
from attnreport.record import BASELINE, AnyRecord, RowCaution, SpeedRecord
from attnreport.tables.column import Column
from attnreport.tables.repeats import without_repeats
from attnreport.tables.table import Table

Saying = TypeVar("Saying")

UNKNOWN: Mapping[str, Completion] = MappingProxyType({})
"""How much of each study is measured, where nobody looked."""


def ablation_tables(
    records: Studies,
    design: Design,
    *,
    correct: Correct = NO_OUTCOMES,
    completions: Mapping[str, Completion] = UNKNOWN,
) -> Mapping[str, Table]:
    """By file name: the rows, what each factor did, and the speed of each study in full.

    Args:
        records: Of each study, by the names that the design's points have for them.
        design: What was varied.
        correct: By key of a training record, on which test images the network was right.
        completions: By study, how much of its plan is measured.
    """
    compared = compare_studies(records, design, correct, completions)
    speed = {
        f"speed-{study}" if study else "speed": _speed(comparison, study)
        for study, comparison in compared.items()
    }
    return {
        "ablation": _table(records, design, compared),
        "factors": factor_effects_table(records, design),
        **{name: table for name, table in speed.items() if table is not None},
    }


def _speed(comparison: Comparison, study: str) -> Table | None:
    """The speed table of one study, whose title names it where there are several."""
    table = speed_table(comparison)
    return table and replace(table, title=f"{table.title}{study and f', {study}'}")


def ablation(records: Studies, design: Design, *, correct: Correct = NO_OUTCOMES) -> Table:
    """Sizes, speed and scores of each point beside its study's baseline.

    Args:
        records: Of each study, by the names that the design's points have for them.
        design: What was varied.
        correct: By key of a training record, on which test images the network was right.
    """
    return _table(records, design, compare_studies(records, design, correct))


def compare_studies(
    records: Studies,
    design: Design,
    correct: Correct = NO_OUTCOMES,
    completions: Mapping[str, Completion] = UNKNOWN,
) -> Mapping[str, Comparison]:
    """The rows of each study beside its baseline, named as the design names them.

    Args:
        records: Of each study, by the names that the design's points have for them.
        design: What was varied.
        correct: By key of a training record, on which test images the network was right.
        completions: By study, how much of its plan is measured.
    """
    compared = {}
    for study in dict.fromkeys(point.study for point in design.points):
        points = [point for point in design.points if point.study == study]
        labels = {point.variant: point.label for point in points}
        variants = list(dict.fromkeys([BASELINE, *labels]))
        comparison = compare(
            records.get(study, ()),
            variants,
            correct=correct,
            labels=labels,
            completion=completions.get(study),
        )
        rows = tuple(replace(row, study=study) for row in comparison.rows)
        compared[study] = replace(comparison, rows=rows)
    return compared


def _table(records: Studies, design: Design, compared: Mapping[str, Comparison]) -> Table:
    rows = [row for comparison in compared.values() for row in comparison.rows]
    tables = {study: comparison_table(comparison) for study, comparison in compared.items()}
    notes = _said_once({study: table.notes for study, table in tables.items()}, _of_study)
    cautions = _said_once({study: t.cautions for study, t in tables.items()}, _caution_of_study)
    return Table(
        title=design.title,
        columns=without_repeats(
            [
                methods(rows),
                *([studies(rows)] if len(compared) > 1 else []),
                *sizes(rows),
                *(_speeds(rows) if any(row.timings for row in rows) else []),
                *scores(rows, frozenset(chain.from_iterable(map(best_scores, compared.values())))),
            ]
        ),
        notes=(*_left_out(records, design), *notes),
        frame=frame_of(rows).assign(study=[row.study for row in rows]).join(_levels(rows, design)),
        cautions=tuple(cautions),
    )


def _levels(rows: Sequence[Row], design: Design) -> pd.DataFrame:
    """Each row's level of each factor."""
    return pd.DataFrame(
        {
            f"factor_{factor.name}": [_level(design.points, row, factor.name) for row in rows]
            for factor in design.factors
        },
        index=range(len(rows)),
    )


def _level(points: Sequence[Point], row: Row, factor: str) -> str | None:
    """A row's level of a factor; None where it has none, or is several points that disagree."""
    of_row = (row.study, row.variant)
    levels = {p.levels.get(factor) for p in points if (p.study, p.variant) == of_row}
    return levels.pop() if len(levels) == 1 else None


def _speeds(rows: Sequence[Row]) -> list[Column]:
    throughput, *others = speeds(rows)
    ratio = timing_ratios(rows, THROUGHPUT, "Throughput", unit="× baseline", key="throughput_ratio")
    return [throughput, ratio, *others]


def _said_once(
    sayings: Mapping[str, Sequence[Saying]], of_studies: Callable[[Saying, str], Saying]
) -> Iterator[Saying]:
    """What each study says, with the names of its studies where not all of them say it."""
    for saying in dict.fromkeys(chain.from_iterable(sayings.values())):
        who = [study for study, notes in sayings.items() if saying in notes]
        yield saying if len(who) == len(sayings) else of_studies(saying, ", ".join(who))


def _of_study(note: str, study: str) -> str:
    return f"{study}: {note}"


def _caution_of_study(about: RowCaution, study: str) -> RowCaution:
    return replace(about, row=_of_study(about.row, study))


def _left_out(records: Studies, design: Design) -> Iterator[str]:
    """Points without a measurement, and combinations that could not be measured."""
    missing = dict.fromkeys(
        point.label
        for point in design.points
        if not any(_measures(record, point.variant) for record in records.get(point.study, ()))
    )
    if missing:
        yield f"Not measured: {', '.join(missing)}; run the command again."
    yield from (f"Refused: {refusal.label}: {refusal.reason}" for refusal in design.refused)


def _measures(record: AnyRecord, variant: str) -> bool:
    is_row = not isinstance(record, SpeedRecord) and record.variant == variant
    return is_row and record.error is None
