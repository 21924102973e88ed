"""The networks that give printed sizes, as a table."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from string import ascii_lowercase

import pandas as pd

from attnreport.published.match import Candidate, Cut, Printed, SizeMatch
from attnreport.published.paper import Size
from attnreport.published.reproduction import HEADS
from attnreport.tables.column import number_column, word_column
from attnreport.tables.table import Table

Way = tuple[Size, str, Cut | None]
"""A size, a convention, and how its count is brought to the printed digits; None if it misses."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Solved:
    """A network held against printed sizes."""

    role: str
    """What it gives: both, params alone, or that it is the nearest miss."""
    variant: str
    """The module as it is typed, with its site and stages where they are not the usual ones."""
    backbone: str
    stem: str
    input_size: tuple[int, int, int]
    num_classes: int
    matches: Mapping[Size, SizeMatch]

    @property
    def setting(self) -> str:
        """What the backbone is built for, in words."""
        image = "x".join(map(str, self.input_size))
        return f"{self.stem} stem, {image}, {self.num_classes} classes"


def solutions_table(
    title: str,
    rows: Sequence[Solved],
    printed: Mapping[Size, Printed],
    meanings: Mapping[Size, Mapping[str, str]],
    notes: Iterable[str],
) -> Table:
    """The networks in their order, each size with the letter of the way that counts it.

    Args:
        title: What was looked for.
        rows: The networks, best first.
        printed: The sizes that were looked for.
        meanings: By size and convention, what is counted, in words; ours first, without a letter.
        notes: Sentences below those that explain the letters.
    """
    letters = _letters(rows, meanings)
    return Table(
        title=title,
        columns=(
            word_column("Gives", [row.role for row in rows]),
            word_column("Module", [row.variant for row in rows]),
            word_column("Setting", [row.setting for row in rows]),
            *(
                number_column(
                    HEADS[size], [_text(size, row, printed[size], letters) for row in rows]
                )
                for size in printed
            ),
        ),
        notes=(*(_explained(way, letter, meanings) for way, letter in letters.items()), *notes),
        frame=pd.DataFrame([_exact(row) for row in rows]),
    )


def _ways(row: Solved) -> Iterable[tuple[Way, Candidate]]:
    for size, match in row.matches.items():
        if match.chosen is not None:
            chosen = match.chosen
            yield (size, chosen.convention, chosen.fits), chosen


def _letters(
    rows: Iterable[Solved], meanings: Mapping[Size, Mapping[str, str]]
) -> Mapping[Way, str]:
    """A letter for every way but ours with its digits rounded."""
    usual: set[Way] = {(size, next(iter(names)), Cut.ROUNDED) for size, names in meanings.items()}
    needed = dict.fromkeys(way for row in rows for way, _ in _ways(row) if way not in usual)
    return dict(zip(needed, ascii_lowercase, strict=False))


def _text(size: Size, row: Solved, printed: Printed, letters: Mapping[Way, str]) -> str:
    chosen = row.matches[size].chosen
    if chosen is None:
        return ""
    shown = f"{printed.show(chosen.count, chosen.fits or Cut.ROUNDED)}{printed.unit}"
    letter = letters.get((size, chosen.convention, chosen.fits))
    marked = f"{shown} ({letter})" if letter else shown
    return marked if chosen.fits else f"no: {marked}"


def _explained(way: Way, letter: str, meanings: Mapping[Size, Mapping[str, str]]) -> str:
    size, convention, cut = way
    how = cut if cut is not None else "the nearest, and no match"
    return f"({letter}) {HEADS[size]}, {convention}: {meanings[size][convention]}; {how}"


def _exact(row: Solved) -> dict[str, object]:
    sizes = {
        name: value
        for (size, convention, cut), chosen in _ways(row)
        for name, value in {
            size: chosen.count,
            f"{size}_convention": convention,
            f"{size}_digits": "no match" if cut is None else str(cut),
        }.items()
    }
    return {
        "gives": row.role,
        "variant": row.variant,
        "backbone": row.backbone,
        "stem": row.stem,
        "input_size": "x".join(map(str, row.input_size)),
        "num_classes": row.num_classes,
        **sizes,
    }
