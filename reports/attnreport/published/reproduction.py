"""A published table with ours beside every value, and whether every size matches."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import groupby
from statistics import mean
from string import ascii_lowercase

import pandas as pd

from attnreport.published.match import Cut, Match, SizeMatch
from attnreport.published.paper import Paper, PaperScore, PaperTable, Size
from attnreport.published.rebuilt import ComparedRow, Rebuilt, compare_rows
from attnreport.published.reproduction_notes import Conventions, Letters, reproduction_notes
from attnreport.scores import column_name
from attnreport.statistics import mean_and_deviation
from attnreport.tables.column import Column, number_column, word_column
from attnreport.tables.table import Table
from attnreport.units import MISSING, signed_text, spread_text

HEADS: Mapping[Size, str] = {"params": "#.Param.", "macs": "FLOPs"}

WORDS: Mapping[Match, str] = {
    Match.EQUAL: "equal",
    Match.ANOTHER_CONVENTION: "by",
    Match.NOT_REPRODUCIBLE: "no match",
    Match.NOT_PRINTED: "no value",
    Match.REFUSED: "refused",
    Match.NOT_RUN: "not run",
}
"""What a field says; the letter of its convention follows."""


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
    rows = compare_rows(table, rebuilt)
    letters = _letters(rows)
    return Table(
        title=f"{table.caption} ({table.name}), reproduced",
        columns=(
            word_column("Method", [row.row.label for row in rows]),
            word_column("Backbone", _backbones(rows)),
            *(column for size in table.units for column in _sizes(table, rows, size, letters)),
            *(column for score in table.scores for column in _scores(rows, score)),
        ),
        notes=tuple(reproduction_notes(paper, table, rows, letters, conventions)),
        frame=pd.DataFrame([_exact(table, row) for row in rows]),
    )


def _letters(rows: Sequence[ComparedRow]) -> Letters:
    """A letter for each convention other than ours that a field needs, in the fields' order."""
    needed = dict.fromkeys(
        (size, match.chosen.convention, match.chosen.fits)
        for row in rows
        for size, match in row.sizes.items()
        if match.match is Match.ANOTHER_CONVENTION and match.chosen is not None
    )
    return dict(zip(needed, ascii_lowercase, strict=False))


def _backbones(rows: Sequence[ComparedRow]) -> Iterator[str]:
    """Each backbone in the first of its rows alone, as the papers print it."""
    for name, group in groupby(row.backbone for row in rows):
        yield name
        yield from ("" for _ in list(group)[1:])


def _sizes(
    table: PaperTable, rows: Sequence[ComparedRow], size: Size, letters: Letters
) -> list[Column]:
    unit, ours = table.units[size], [_our_size(row, size) for row in rows]
    if not any(row.printed[size].text for row in rows):
        return [number_column(f"{HEADS[size]}, ours", ours, unit=unit)]
    printed = [row.printed[size].text or MISSING for row in rows]
    matches = [_match(size, row.sizes[size], letters) for row in rows]
    return [
        number_column(f"{HEADS[size]}, paper", printed, unit=unit),
        number_column("ours", ours, unit=unit, continues=True),
        word_column("Match", matches, continues=True),
    ]


def _our_size(row: ComparedRow, size: Size) -> str:
    candidates = row.sizes[size].candidates
    return row.printed[size].show(candidates[0].count) if candidates else MISSING


def _match(size: Size, match: SizeMatch, letters: Letters) -> str:
    chosen = match.chosen
    letter = letters.get((size, chosen.convention, chosen.fits)) if chosen else None
    return WORDS[match.match] + (f" ({letter})" if letter else "")


def _scores(rows: Sequence[ComparedRow], score: PaperScore) -> list[Column]:
    ours = [_our_score(row, score) for row in rows]
    columns = [_printed(rows, score), number_column("ours", ours, unit=score.unit, continues=True)]
    if any(row.difference(score) is not None for row in rows):
        texts = [_difference(row, score) for row in rows]
        columns.append(number_column("Δ", texts, unit=score.difference_unit, continues=True))
    return columns


def _printed(rows: Sequence[ComparedRow], score: PaperScore) -> Column:
    """Printed scores; none is marked, since a paper's means do not show which one is the best."""
    texts = [_printed_score(row.scores[score.name], score) for row in rows]
    return number_column(f"{score.head}, paper", texts, unit=score.unit)


def _printed_score(runs: Sequence[Decimal], score: PaperScore) -> str:
    return str(runs[0]) if len(runs) == 1 else _spread([*map(float, runs)], score)


def _spread(values: Sequence[float], score: PaperScore) -> str:
    return spread_text(*mean_and_deviation(values), score.digits)


def _our_score(row: ComparedRow, score: PaperScore) -> str:
    ours = row.ours.scores.get(score.name)
    if ours is None:
        return "refused" if row.ours.refusal else "not run"
    return _spread(ours.runs, score)


def _difference(row: ComparedRow, score: PaperScore) -> str:
    words = {True: " in", False: " out", None: ""}
    difference = row.difference(score)
    word = words[row.is_within(score)] if difference is not None else ""
    return signed_text(difference, score.digits) + word


def _exact(table: PaperTable, row: ComparedRow) -> dict[str, object]:
    """A row for CSV and JSON: every printed text, every count and every score."""
    values: dict[str, object] = {
        "method": row.row.label,
        "backbone": row.backbone,
        "variant": row.row.variant or None,
        "refusal": row.ours.refusal or None,
        "error": row.ours.error or None,
        "note": row.row.note or row.row.absent or None,
    }
    for size in table.units:
        values |= _exact_size(row, size)
    for score in table.scores:
        values |= _exact_score(row, score)
    return values


def _exact_size(row: ComparedRow, size: Size) -> dict[str, object]:
    match, printed = row.sizes[size], row.printed[size]
    chosen = match.chosen
    return {
        f"{size}_printed": f"{printed.text}{printed.unit}" if printed.text else None,
        f"{size}_match": str(match.match),
        f"{size}_convention": chosen.convention if chosen else None,
        f"{size}_truncated": chosen.fits is Cut.TRUNCATED if chosen else None,
        f"{size}_other_conventions": match.others,
        **{f"{size} ({one.convention})": one.count for one in match.candidates},
    }


def _exact_score(row: ComparedRow, score: PaperScore) -> dict[str, object]:
    ours, name = row.ours.scores.get(score.name), score.name
    average, deviation = mean_and_deviation(ours.runs if ours else ())
    return {
        f"{column_name(score)}_printed": _mean(row.scores[name]),
        f"{column_name(score)}_mean": average,
        f"{column_name(score)}_sd": deviation,
        f"{name}_seeds": len(ours.runs) if ours else 0,
        f"{name}_difference": row.difference(score),
        f"{name}_printed_within_spread": row.is_within(score),
        f"{name}_study": ours.source if ours else None,
    }


def _mean(values: Sequence[Decimal]) -> float | None:
    return float(mean(values)) if values else None
