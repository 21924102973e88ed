"""Typed rows -> the columns of a table."""

from collections.abc import Sequence

from attnreport.comparison.rows import Row, counters, scored_kinds
from attnreport.comparison.timings import LATENCY, THROUGHPUT, TIMED
from attnreport.record import ScoreKind
from attnreport.scores import Reading
from attnreport.statistics import ENOUGH_SEEDS, Median
from attnreport.tables.column import Column, number_column, word_column
from attnreport.tables.marks import ranked_column
from attnreport.units import MISSING, count_text, interval_text, scale_for, spread_text

MIB = 2**20


def methods(rows: Sequence[Row]) -> Column:
    """The rows' names, modules with a plus."""
    return word_column("Method", [_method(row) for row in rows])


def _method(row: Row) -> str:
    return f"+ {row.label}" if row.is_module else row.variant.capitalize()


def backbones(rows: Sequence[Row]) -> Column:
    """The backbone in the first row alone, as the papers print it."""
    names = [row.backbone or MISSING for row in rows[:1]]
    return word_column("Backbone", [*names, *("" for _ in rows[1:])])


def studies(rows: Sequence[Row]) -> Column:
    """The study in its first row alone, as the papers print a backbone."""
    names = [row.study for row in rows]
    previous = [None, *names[:-1]]
    texts = ["" if name == last else name for name, last in zip(names, previous, strict=True)]
    return word_column("Study", texts)


def sizes(rows: Sequence[Row]) -> list[Column]:
    """Parameters, and multiply-accumulates by each counter."""
    return [
        _counts(rows, "#.Param.", [row.params for row in rows]),
        *(
            _counts(rows, f"FLOPs ({name})", [row.macs.get(name) for row in rows])
            for name in counters(rows)
        ),
    ]


def _counts(rows: Sequence[Row], name: str, counts: Sequence[int | None]) -> Column:
    """Counts in the scale that suits all rows."""
    scale = scale_for([count for count in counts if count is not None])
    texts = [count_text(count, scale) for count in counts]
    return _ranked(rows, name, texts, counts, higher_is_better=False)


def speeds(rows: Sequence[Row]) -> list[Column]:
    """How fast each row is, and how much memory its training takes."""
    return [
        timed(rows, THROUGHPUT, "Throughput", digits=0),
        timing_ratios(rows, LATENCY, "Latency", unit="× baseline"),
        memory(rows, "Peak memory", [row.peak_train_step_bytes for row in rows]),
    ]


def timed(rows: Sequence[Row], quantity: str, name: str, *, digits: int) -> Column:
    """A timed quantity in its unit."""
    kind = TIMED[quantity]
    medians = [row.timings[quantity].value if row.timings else None for row in rows]
    values = [median.value if median else None for median in medians]
    return _amounts(
        rows, name, values, unit=kind.unit, digits=digits, higher_is_better=kind.is_rate
    )


def timing_ratios(
    rows: Sequence[Row], quantity: str, name: str, *, unit: str = "", continues: bool = False
) -> Column:
    """A timed quantity beside the baseline's."""
    values = [row.timings[quantity].ratio if row.timings else None for row in rows]
    return ratio_column(name, values, unit=unit, continues=continues)


def memory(rows: Sequence[Row], name: str, peaks_bytes: Sequence[int | None]) -> Column:
    """Bytes in MiB."""
    values = [None if peak is None else peak / MIB for peak in peaks_bytes]
    return _amounts(rows, name, values, unit="MiB", digits=1, higher_is_better=False)


def ratio_column(
    name: str, values: Sequence[Median | None], *, unit: str = "", continues: bool = False
) -> Column:
    """Ratios with their interval."""
    texts = [
        interval_text(ratio.value, ratio.low, ratio.high) if ratio else MISSING for ratio in values
    ]
    return number_column(name, texts, unit=unit, continues=continues)


def scores(rows: Sequence[Row]) -> list[Column]:
    """Every score, mean ± standard deviation; the best marked where seeds are enough to say so.

    Behind the last epoch's come the headline at the best epoch on the held-out images, and at the
    best on test where the rows have it. Of the latter none is marked: it is not a result.
    """
    kinds = scored_kinds(rows)
    columns = [_scores(rows, kind, Reading.LAST, kind.head) for kind in kinds]
    for kind in kinds[:1]:
        at_best = Reading.AT_BEST_VALIDATION
        if any(row.score(kind, at_best).mean is not None for row in rows):
            columns.append(_scores(rows, kind, at_best, f"{kind.head} at best validation"))
        if any(Reading.BEST_ON_TEST in row.scores.get(kind, {}) for row in rows):
            name = f"{kind.head}, best epoch on test (optimistic)"
            columns.append(number_column(name, _spreads(rows, kind, Reading.BEST_ON_TEST)))
    return columns


def _scores(rows: Sequence[Row], kind: ScoreKind, reading: Reading, name: str) -> Column:
    means = [row.score(kind, reading).mean for row in rows]
    return _ranked(
        rows,
        name,
        _spreads(rows, kind, reading),
        [mean if _can_rank(rows, row) else None for row, mean in zip(rows, means, strict=True)],
        higher_is_better=kind.higher_is_better,
        unit=kind.unit,
        printed=[spread_text(mean, None, kind.digits) for mean in means],
    )


def _can_rank(rows: Sequence[Row], row: Row) -> bool:
    """Whether every trained row of a row's study has seeds enough to be ranked."""
    seeds = [r.seeds for r in rows if r.study == row.study and r.seeds is not None]
    return min(seeds, default=0) >= ENOUGH_SEEDS


def _spreads(rows: Sequence[Row], kind: ScoreKind, reading: Reading) -> list[str]:
    summaries = [row.score(kind, reading) for row in rows]
    return [spread_text(score.mean, score.deviation, kind.digits) for score in summaries]


def _amounts(
    rows: Sequence[Row],
    name: str,
    values: Sequence[float | None],
    *,
    unit: str,
    digits: int,
    higher_is_better: bool,
) -> Column:
    """Numbers with a fixed count of digits."""
    texts = [MISSING if value is None else f"{value:.{digits}f}" for value in values]
    return _ranked(rows, name, texts, values, unit=unit, higher_is_better=higher_is_better)


def _ranked(
    rows: Sequence[Row],
    name: str,
    texts: Sequence[str],
    values: Sequence[float | None],
    *,
    higher_is_better: bool,
    unit: str = "",
    printed: Sequence[str] | None = None,
) -> Column:
    """A column whose best modules are marked, those of each study by themselves."""
    competing = [value if row.is_module else None for row, value in zip(rows, values, strict=True)]
    return ranked_column(
        name,
        texts,
        competing,
        higher_is_better=higher_is_better,
        unit=unit,
        printed=printed,
        groups=[row.study for row in rows],
    )
