"""Rows of a published table beside what became of them here."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from statistics import mean

from attnreport.published.paper import SIZES, Measure, PaperRow, PaperTable
from attnreport.published.prediction import prediction_interval
from attnreport.published.verdict import Cut, Judgement, Printed, Verdict, judge

Counts = Mapping[Measure, Mapping[str, int]]
"""By size and by convention, ours first, what one network has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """An accuracy that was measured here."""

    runs_percent: tuple[float, ...]
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
    scores: Mapping[Measure, Score] = field(default_factory=dict)
    rewiring: Rewiring | None = None
    """Where the row's backbone is not the one that it is held against."""
    refusal: str = ""
    """Why the network cannot take the module."""
    error: str = ""
    """What went wrong where nothing should have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A printed row, ours, and the verdicts on its sizes."""

    row: PaperRow
    backbone: str
    ours: Rebuilt
    printed: Mapping[Measure, Printed]
    sizes: Mapping[Measure, Judgement]
    percent: Mapping[Measure, tuple[Decimal, ...]]
    """Printed accuracies, one a run."""

    @property
    def name(self) -> str:
        """What notes call the row."""
        return f"{self.row.label} ({self.backbone})"

    def difference(self, measure: Measure) -> float | None:
        """Our mean less the printed one, in points; None where one of them is missing."""
        score, printed = self.ours.scores.get(measure), self.percent[measure]
        return mean(score.runs_percent) - float(mean(printed)) if score and printed else None

    def is_within(self, measure: Measure) -> bool | None:
        """Whether the printed value lies where a further run of ours would; None if unknown."""
        score, printed = self.ours.scores.get(measure), self.percent[measure]
        interval = prediction_interval(score.runs_percent) if score else None
        return interval[0] <= mean(printed) <= interval[1] if interval and printed else None


def sizes_of(table: PaperTable) -> list[Measure]:
    """The sizes that a table has, in the order of its columns."""
    return [measure for measure in table.units if measure in SIZES]


def accuracies_of(table: PaperTable) -> list[Measure]:
    """The other measures of a table."""
    return [measure for measure in table.units if measure not in SIZES]


def judge_rows(table: PaperTable, rebuilt: Sequence[Rebuilt]) -> list[Judged]:
    """Hold every row of a table against ours, given in the same order.

    Where several conventions give a printed size, the one that gives most sizes of the column is
    named: a column is best explained by few.
    """
    rows = [_judged(table, row, ours) for row, ours in zip(table.rows, rebuilt, strict=True)]
    order = {measure: _most_fitting_first(rows, measure) for measure in sizes_of(table)}
    sorted_rows = [replace(ours, counts=_sorted(ours.counts, order)) for ours in rebuilt]
    return [_judged(table, row, ours) for row, ours in zip(table.rows, sorted_rows, strict=True)]


def _most_fitting_first(rows: Sequence[Judged], measure: Measure) -> list[str]:
    """Conventions by how many printed values of a column they give; ours stays first.

    What is given by rounding counts before what is given by truncating.
    """
    candidates = [each for row in rows for each in row.sizes[measure].candidates]
    fitting = Counter((each.convention, each.fits) for each in candidates)
    ours, *others = dict.fromkeys(each.convention for each in candidates) or [""]
    return [ours, *sorted(others, key=lambda name: [-fitting[name, cut] for cut in Cut])]


def _sorted(counts: Counts, order: Mapping[Measure, Sequence[str]]) -> Counts:
    return {
        measure: {name: each[name] for name in order.get(measure, each) if name in each}
        for measure, each in counts.items()
    }


def _judged(table: PaperTable, row: PaperRow, ours: Rebuilt) -> Judged:
    printed = {
        measure: Printed(text=row.printed.get(measure, ("",))[0], unit=table.units[measure])
        for measure in sizes_of(table)
    }
    return Judged(
        row=row,
        backbone=table.setting_of(row).backbone,
        ours=ours,
        printed=printed,
        sizes={measure: _verdict(ours, measure, each) for measure, each in printed.items()},
        percent={measure: table.percent(row, measure) for measure in accuracies_of(table)},
    )


def _verdict(ours: Rebuilt, measure: Measure, printed: Printed) -> Judgement:
    if ours.refusal:
        return Judgement(verdict=Verdict.REFUSED)
    return judge(printed, ours.counts.get(measure, {}))
