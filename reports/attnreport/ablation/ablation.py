"""The rows of an ablation, as the papers print them: each study's baseline, then its points."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from typing import TypeVar

import pandas as pd

from attnreport.ablation.design import Design, Point, Studies
from attnreport.comparison.cautions import Told
from attnreport.comparison.networks import Correct
from attnreport.record import BASELINE, AnyRecord, SpeedRecord
from attnreport.tables.columns import Column, methods, ratios, scores, study_names
from attnreport.tables.table import (
    NO_OUTCOMES,
    Table,
    comparison,
    size_columns,
    speed_columns,
    tabulate,
)

Said = TypeVar("Said")


def ablation(studies: Studies, design: Design, *, correct: Correct = NO_OUTCOMES) -> Table:
    """Sizes, speed and scores of each point beside its study's baseline.

    Args:
        studies: Their records, by the names that the design's points have for them.
        design: What was varied.
        correct: By key of a training record, whether each test image was classified correctly.
    """
    names = dict.fromkeys(point.study for point in design.points)
    compared = {name: _compared(studies.get(name, ()), design, name, correct) for name in names}
    frame = pd.concat([table.frame for table in compared.values()], ignore_index=True)
    columns = [
        methods(frame),
        *([study_names(frame)] if len(names) > 1 else []),
        *size_columns(frame),
        *(_speed_columns(frame) if "throughput_per_s" in frame else []),
        *scores(frame),
    ]
    notes = _said_once({name: table.notes for name, table in compared.items()}, _of_study)
    cautions = _said_once({name: table.cautions for name, table in compared.items()}, _told_of)
    return replace(
        tabulate(design.title, columns, (*notes, *_left_out(studies, design)), frame),
        cautions=tuple(cautions),
    )


def _compared(records: Sequence[AnyRecord], design: Design, study: str, correct: Correct) -> Table:
    """The comparison of one study, with each row's level of each factor in the frame."""
    points = [point for point in design.points if point.study == study]
    labels = {point.variant: point.label for point in points}
    table = comparison(
        records, list(dict.fromkeys([BASELINE, *labels])), correct=correct, labels=labels
    )
    rows = table.frame["variant"]
    levels = pd.DataFrame(
        {
            f"factor_{factor.name}": [_level(points, row, factor.name) for row in rows]
            for factor in design.factors
        },
        index=rows.index,
    )
    return replace(table, frame=table.frame.assign(study=study).join(levels))


def _level(points: Sequence[Point], variant: str, factor: str) -> str | None:
    """A row's level of a factor; None where it has none, or is several points that disagree."""
    levels = {point.levels.get(factor) for point in points if point.variant == variant}
    return levels.pop() if len(levels) == 1 else None


def _speed_columns(frame: pd.DataFrame) -> list[Column]:
    throughput, *others = speed_columns(frame)
    return [throughput, ratios(frame, "throughput_ratio", "Throughput (× baseline)"), *others]


def _said_once(
    sayings: Mapping[str, Sequence[Said]], of_studies: Callable[[Said, str], Said]
) -> Iterator[Said]:
    """What each study says, with the names of its studies where not all of them say it."""
    for saying in dict.fromkeys(chain.from_iterable(sayings.values())):
        who = [study for study, its in sayings.items() if saying in its]
        yield saying if len(who) == len(sayings) else of_studies(saying, ", ".join(who))


def _of_study(note: str, study: str) -> str:
    return f"{study}: {note}"


def _told_of(told: Told, study: str) -> Told:
    return replace(told, who=_of_study(told.who, study))


def _left_out(studies: Studies, design: Design) -> Iterator[str]:
    """Points without a measurement, and combinations that could not be measured."""
    missing = dict.fromkeys(
        point.label
        for point in design.points
        if not any(_measures(record, point.variant) for record in studies.get(point.study, ()))
    )
    if missing:
        yield f"Not measured: {', '.join(missing)}; run the command again."
    yield from (f"Refused: {refusal.label}: {refusal.reason}" for refusal in design.refused)


def _measures(record: AnyRecord, variant: str) -> bool:
    is_row = not isinstance(record, SpeedRecord) and record.variant == variant
    return is_row and record.error is None
