"""A published table with ours beside every value, and a verdict on every size."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import groupby
from statistics import mean
from string import ascii_lowercase

import pandas as pd

from attnreport.published.paper import Measure, Paper, PaperTable
from attnreport.published.rebuilt import Judged, Rebuilt, accuracies_of, judge_rows, sizes_of
from attnreport.published.reproduction_notes import Conventions, Letters, reproduction_notes
from attnreport.published.verdict import Cut, Judgement, Verdict
from attnreport.statistics import mean_and_deviation
from attnreport.tables.column import Column, Field, number_column, word_column
from attnreport.tables.table import Table
from attnreport.units import MISSING, signed_text, spread_text

HEADS: Mapping[Measure, str] = {
    "params": "#.Param.",
    "macs": "FLOPs",
    "top1": "Top-1",
    "top5": "Top-5",
    "map50": "mAP (0.5)",
    "map50_95": "mAP (0.5:0.95)",
}

WORDS: Mapping[Verdict, str] = {
    Verdict.EQUAL: "equal",
    Verdict.ANOTHER_CONVENTION: "by",
    Verdict.NOT_REPRODUCIBLE: "no match",
    Verdict.NOT_PRINTED: "no value",
    Verdict.REFUSED: "refused",
    Verdict.NOT_RUN: "not run",
}
"""What a cell says; the letter of its convention follows."""


def reproduction(
    paper: Paper, table: PaperTable, rebuilt: Sequence[Rebuilt], conventions: Conventions
) -> Table:
    """The paper's rows in their order: what it prints, what is ours, and whether they agree.

    Args:
        paper: Whose table it is.
        table: As printed.
        rebuilt: What became of each of its rows here.
        conventions: By size, what each convention counts, in words; ours first.
    """
    rows = judge_rows(table, rebuilt)
    letters = _letters(rows)
    return Table(
        title=f"{table.caption} ({table.name}), reproduced",
        columns=(
            word_column("Method", [row.row.label for row in rows]),
            word_column("Backbone", _backbones(rows)),
            *(column for size in sizes_of(table) for column in _sizes(table, rows, size, letters)),
            *(column for score in accuracies_of(table) for column in _accuracies(rows, score)),
        ),
        notes=tuple(reproduction_notes(paper, table, rows, letters, conventions)),
        frame=pd.DataFrame([_exact(table, each) for each in rows]),
    )


def _letters(rows: Sequence[Judged]) -> Letters:
    """A letter for each convention other than ours that a cell needs, in the cells' order."""
    needed = dict.fromkeys(
        (size, judgement.chosen.convention, judgement.chosen.fits)
        for each in rows
        for size, judgement in each.sizes.items()
        if judgement.verdict is Verdict.ANOTHER_CONVENTION and judgement.chosen is not None
    )
    return dict(zip(needed, ascii_lowercase, strict=False))


def _backbones(rows: Sequence[Judged]) -> Iterator[str]:
    """Each backbone in the first of its rows alone, as the papers print it."""
    for name, group in groupby(each.backbone for each in rows):
        yield name
        yield from ("" for _ in list(group)[1:])


def _sizes(
    table: PaperTable, rows: Sequence[Judged], size: Measure, letters: Letters
) -> list[Column]:
    unit = table.units[size]
    return [
        number_column(
            f"{HEADS[size]}, paper",
            [row.printed[size].text or MISSING for row in rows],
            unit=unit,
        ),
        number_column("ours", [_our_size(row, size) for row in rows], unit=unit, continues=True),
        word_column(
            "Verdict", [_verdict(size, row.sizes[size], letters) for row in rows], continues=True
        ),
    ]


def _our_size(row: Judged, size: Measure) -> str:
    candidates = row.sizes[size].candidates
    return row.printed[size].show(candidates[0].count) if candidates else MISSING


def _verdict(size: Measure, judgement: Judgement, letters: Letters) -> str:
    chosen = judgement.chosen
    letter = letters.get((size, chosen.convention, chosen.fits)) if chosen else None
    return WORDS[judgement.verdict] + (f" ({letter})" if letter else "")


def _accuracies(rows: Sequence[Judged], measure: Measure) -> list[Column]:
    columns = [
        Column(name=f"{HEADS[measure]}, paper", unit="%", fields=tuple(_ranked(rows, measure))),
        number_column("ours", [_our_score(row, measure) for row in rows], unit="%", continues=True),
    ]
    if any(each.difference(measure) is not None for each in rows):
        texts = [_difference(row, measure) for row in rows]
        columns.append(number_column("Δ", texts, unit="points", continues=True))
    return columns


def _ranked(rows: Sequence[Judged], measure: Measure) -> list[Field]:
    """Printed accuracies, the best and the second best of each backbone marked as papers do."""
    fields: list[Field] = []
    for _, group in groupby(rows, key=lambda each: each.backbone):
        shown = [each.percent[measure] for each in group]
        known = sorted({mean(values) for values in shown if values}, reverse=True)
        best, second = (*known, None, None)[:2] if len(known) > 1 else (None, None)
        fields += [
            Field(
                text=str(values[0]) if len(values) == 1 else _spread(values),
                is_best=bool(values) and mean(values) == best,
                is_second=bool(values) and mean(values) == second,
            )
            for values in shown
        ]
    return fields


def _spread(values: Sequence[Decimal] | Sequence[float]) -> str:
    return spread_text(*mean_and_deviation([*map(float, values)]))


def _our_score(row: Judged, measure: Measure) -> str:
    score = row.ours.scores.get(measure)
    if score is None:
        return "refused" if row.ours.refusal else "not run"
    return _spread(score.runs_percent)


def _difference(row: Judged, measure: Measure) -> str:
    words = {True: " in", False: " out", None: ""}
    difference = row.difference(measure)
    return signed_text(difference) + (
        words[row.is_within(measure)] if difference is not None else ""
    )


def _exact(table: PaperTable, row: Judged) -> dict[str, object]:
    """A row for CSV and JSON: every printed text, every count and every score."""
    values: dict[str, object] = {
        "method": row.row.label,
        "backbone": row.backbone,
        "variant": row.row.variant or None,
        "refusal": row.ours.refusal or None,
        "error": row.ours.error or None,
        "note": row.row.note or row.row.absent or None,
    }
    for size in sizes_of(table):
        values |= _exact_size(row, size)
    for measure in accuracies_of(table):
        values |= _exact_score(row, measure)
    return values


def _exact_size(row: Judged, size: Measure) -> dict[str, object]:
    judgement, printed = row.sizes[size], row.printed[size]
    chosen = judgement.chosen
    return {
        f"{size}_printed": f"{printed.text}{printed.unit}" if printed.text else None,
        f"{size}_verdict": str(judgement.verdict),
        f"{size}_convention": chosen.convention if chosen else None,
        f"{size}_truncated": chosen.fits is Cut.TRUNCATED if chosen else None,
        f"{size}_other_conventions": judgement.others,
        **{f"{size} ({each.convention})": each.count for each in judgement.candidates},
    }


def _exact_score(row: Judged, measure: Measure) -> dict[str, object]:
    score = row.ours.scores.get(measure)
    ours = mean_and_deviation(score.runs_percent if score else ())
    return {
        f"{measure}_printed_percent": mean_and_deviation([*map(float, row.percent[measure])])[0],
        f"{measure}_percent_mean": ours[0],
        f"{measure}_percent_sd": ours[1],
        f"{measure}_seeds": len(score.runs_percent) if score else 0,
        f"{measure}_difference_points": row.difference(measure),
        f"{measure}_printed_within_spread": row.is_within(measure),
        f"{measure}_study": score.source if score else None,
    }
