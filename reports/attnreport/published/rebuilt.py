"""Rows of a published table beside what became of them here."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from statistics import mean

from attnreport.published.match import Cut, Match, Printed, SizeMatch, match_size
from attnreport.published.paper import PaperRow, PaperScore, PaperTable, Size
from attnreport.published.prediction import prediction_interval

Counts = Mapping[Size, Mapping[str, int]]
"""By size and by convention, ours first, what one network has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """A score that was measured here."""

    runs: tuple[float, ...]
    """After the last epoch, one a seed."""
    source: str
    """The study and the recipe."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewiring:
    """Parameters of two networks without a module: a row's own, and the one it is held against."""

    backbone: str
    """Which one it is held against."""
    params: int
    rewired_params: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebuilt:
    """What became of one row of a paper."""

    counts: Counts = field(default_factory=dict)
    scores: Mapping[str, Score] = field(default_factory=dict)
    """By the name of a score."""
    rewiring: Rewiring | None = None
    """Where the row's backbone is not the one that it is held against."""
    refusal: str = ""
    """Why the network cannot take the module."""
    error: str = ""
    """What went wrong where nothing should have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedRow:
    """A printed row beside ours."""

    row: PaperRow
    backbone: str
    ours: Rebuilt
    printed: Mapping[Size, Printed]
    sizes: Mapping[Size, SizeMatch]
    scores: Mapping[str, tuple[Decimal, ...]]
    """By the name of a score, what is printed, one a run."""

    @property
    def name(self) -> str:
        """What notes call the row."""
        return f"{self.row.label} ({self.backbone})"

    def difference(self, score: PaperScore) -> float | None:
        """Our mean minus the printed one; None where one of them is missing."""
        ours, printed = self.ours.scores.get(score.name), self.scores[score.name]
        return mean(ours.runs) - float(mean(printed)) if ours and printed else None

    def is_within(self, score: PaperScore) -> bool | None:
        """Whether the printed value lies where a further run of ours would; None if unknown."""
        ours, printed = self.ours.scores.get(score.name), self.scores[score.name]
        interval = prediction_interval(ours.runs) if ours else None
        return interval[0] <= mean(printed) <= interval[1] if interval and printed else None


def compare_rows(table: PaperTable, rebuilt: Sequence[Rebuilt]) -> list[ComparedRow]:
    """Hold every row of a table against ours, which are in the same order.

    Where several conventions give a printed size, the one that gives most sizes of the column is
    named: a column is best explained by few.
    """
    rows = [_compared(table, row, ours) for row, ours in zip(table.rows, rebuilt, strict=True)]
    order = {size: _most_fitting_first(rows, size) for size in table.units}
    sorted_rows = [replace(ours, counts=_sorted(ours.counts, order)) for ours in rebuilt]
    return [_compared(table, row, ours) for row, ours in zip(table.rows, sorted_rows, strict=True)]


def _most_fitting_first(rows: Sequence[ComparedRow], size: Size) -> list[str]:
    """Conventions by how many printed values of a column they give; ours stays first.

    What is given by rounding counts before what is given by truncating.
    """
    candidates = [candidate for row in rows for candidate in row.sizes[size].candidates]
    fitting = Counter((candidate.convention, candidate.fits) for candidate in candidates)
    ours, *others = dict.fromkeys(candidate.convention for candidate in candidates) or [""]
    return [ours, *sorted(others, key=lambda name: [-fitting[name, cut] for cut in Cut])]


def _sorted(counts: Counts, order: Mapping[Size, Sequence[str]]) -> Counts:
    return {
        size: {name: by_name[name] for name in order.get(size, by_name) if name in by_name}
        for size, by_name in counts.items()
    }


def _compared(table: PaperTable, row: PaperRow, ours: Rebuilt) -> ComparedRow:
    printed = {
        size: Printed(text=row.printed.get(size, ("",))[0], unit=unit)
        for size, unit in table.units.items()
    }
    return ComparedRow(
        row=row,
        backbone=table.setting_of(row).backbone,
        ours=ours,
        printed=printed,
        sizes={size: _match(ours, size, value) for size, value in printed.items()},
        scores={
            score.name: tuple(map(score.read, row.printed.get(score.name, ())))
            for score in table.scores
        },
    )


def _match(ours: Rebuilt, size: Size, printed: Printed) -> SizeMatch:
    if ours.refusal:
        return SizeMatch(match=Match.REFUSED)
    return match_size(printed, ours.counts.get(size, {}))
