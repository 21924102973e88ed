"""How many more seeds a study needs, and the time that they take, as a table."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median

import pandas as pd

from attnreport.comparison.columns import methods
from attnreport.comparison.notes.pairing import number_note
from attnreport.comparison.rows import Row, summarize
from attnreport.record import AnyRecord, SpeedRecord, TrainRecord
from attnreport.scores import headline
from attnreport.seeds.power import MOST_SEEDS
from attnreport.seeds.seeds import Aim, Need, Spread, need_of, spread_of
from attnreport.statistics import LEVEL
from attnreport.tables.column import number_column
from attnreport.tables.table import Table
from attnreport.text import plural
from attnreport.units import MISSING, duration_text

UNKNOWN = (
    "The spread over seeds is unknown: no row has 2 seeds with a score, or no difference between "
    "rows varies over them. Train each row with 3 seeds or more, then run this again."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _RowNeed:
    """What a row has and lacks."""

    row: Row
    needed: int | None
    usual_s: float
    """Seconds of one run."""

    @property
    def more(self) -> int | None:
        return None if self.needed is None else max(0, self.needed - (self.row.seeds or 0))

    @property
    def more_s(self) -> float | None:
        return None if self.more is None else self.more * self.usual_s


def seeds_table(records: Iterable[AnyRecord], variants: Sequence[str], aim: Aim) -> Table:
    """How many seeds each row has, needs and lacks, and the time that those take.

    Args:
        records: Of one study.
        variants: The rows in their order, the baseline first.
        aim: The difference that is to be seen.
    """
    kept = [r for r in records if not isinstance(r, SpeedRecord) and r.variant in variants]
    runs = [r for r in kept if isinstance(r, TrainRecord) and r.error is None]
    spread, modules = spread_of(runs), len(variants) - 1
    need = need_of(aim, spread, modules) if spread else None
    rows = [
        _RowNeed(row=row, needed=need.seeds if need else None, usual_s=_usual_s(runs, row.variant))
        for row in summarize(kept, variants)
    ]
    kind = headline(runs)
    lost = number_note(runs, kind) if kind else ()
    if spread is None or need is None:
        return _table(f"a difference of {aim.detect:g}", rows, [UNKNOWN, *lost])
    difference = f"{aim.detect:g} {spread.kind.difference_unit}"
    notes = [*_conclusion(aim, difference, need, rows), *_grounds(spread, modules), *lost]
    return _table(f"a difference of {difference}", rows, notes)


def _usual_s(runs: Sequence[TrainRecord], variant: str) -> float:
    """The median time of a row's runs; of all runs where it has none."""
    own = [run.wall_s for run in runs if run.variant == variant]
    every = own or [run.wall_s for run in runs]
    return median(every) if every else 0.0


def _table(aim: str, rows: Sequence[_RowNeed], notes: Sequence[str]) -> Table:
    return Table(
        title=f"Seeds to see {aim}",
        columns=(
            methods([need.row for need in rows]),
            number_column("Seeds", [_count(need.row.seeds) for need in rows]),
            number_column("Needed", [_count(need.needed) for need in rows]),
            number_column("More", [_count(need.more) for need in rows]),
            number_column("Time", [_duration(need.more_s) for need in rows]),
        ),
        notes=tuple(notes),
        frame=pd.DataFrame([_exact(need) for need in rows]),
    )


def _exact(need: _RowNeed) -> dict[str, object]:
    return {
        "variant": need.row.variant,
        "label": need.row.label,
        "seeds": need.row.seeds,
        "seeds_needed": need.needed,
        "seeds_more": need.more,
        "more_s": need.more_s,
    }


def _count(value: int | None) -> str:
    return MISSING if value is None else f"{value:,}"


def _duration(seconds: float | None) -> str:
    return MISSING if seconds is None else duration_text(seconds)


def _conclusion(aim: Aim, difference: str, need: Need, rows: Sequence[_RowNeed]) -> Iterator[str]:
    yield (
        f"{_seeds(need.seeds)} seeds a row ({_seeds(need.low)} to {_seeds(need.high)}, given what "
        f"is known of the spread) are needed to call a row that is {difference} from the baseline "
        f"different with a chance of {100 * aim.power:g} %."
    )
    if need.seeds is None:
        return
    more = sum(row.more or 0 for row in rows)
    if more:
        took = duration_text(sum(row.more_s or 0.0 for row in rows))
        yield (
            f"{plural(more, 'more run')} would take about {took} one after another, by the median "
            f"time of the runs so far. To train them, run the study again with {need.seeds} seeds "
            "and the same other options."
        )
    else:
        yield "Every row has enough seeds already."


def _seeds(seeds: int | None) -> str:
    return f"more than {MOST_SEEDS:,}" if seeds is None else f"{seeds:,}"


def _grounds(spread: Spread, modules: int) -> Iterator[str]:
    kind = spread.kind
    value, low, high = (
        f"{value:.{kind.digits}f}" for value in (spread.value, spread.low, spread.high)
    )
    yield (
        f"Standard deviation of {kind.head} over seeds, without what the rows of a seed share: "
        f"{value} {kind.difference_unit} [{low}, {high}] (95 % chi-square interval, "
        f"{spread.freedom} degrees of freedom)."
    )
    yield (
        f"Test: the report's own, a moderated t-test paired by seed at the {100 * LEVEL:g} % level "
        f"over {plural(modules, 'module')}. Its chance is that of simulated studies whose rows all "
        "spread alike and have the same seeds."
    )
