"""How many more seeds a study needs, and the time that they take, as a table."""

from collections.abc import Iterable, Iterator, Sequence
from statistics import median

import pandas as pd

from attnreport.comparison.effects import LEVEL
from attnreport.comparison.frame import summarize
from attnreport.record import AnyRecord, SpeedRecord, TrainRecord
from attnreport.seeds.power import MOST_SEEDS
from attnreport.seeds.seeds import Aim, Need, Spread, need_of, spread_of
from attnreport.tables.columns import Column, methods, numbers, plain
from attnreport.tables.table import Table
from attnreport.units import MISSING, duration_text

UNKNOWN = (
    "The spread over seeds cannot be known: no row has 2 seeds that score differently. Train 3 or "
    "more seeds of each row (attnbench compare --seeds 3), then ask again."
)


def seeds_table(records: Iterable[AnyRecord], variants: Sequence[str], aim: Aim) -> Table:
    """How many seeds each row has, needs and lacks, and the time that those take.

    Args:
        records: Of one study.
        variants: The rows in their order, the baseline first.
        aim: The difference that is to be seen.
    """
    kept = [r for r in records if not isinstance(r, SpeedRecord) and r.variant in variants]
    runs = [r for r in kept if isinstance(r, TrainRecord) and r.error is None]
    frame = summarize(kept, variants)[["variant", "label", "seeds"]]
    spread, modules = spread_of(runs), len(variants) - 1
    if spread is None:
        return _table(aim, frame, [UNKNOWN])
    need = need_of(aim, spread, modules)
    if need.seeds is not None:
        frame["seeds_needed"] = need.seeds
        frame["seeds_more"] = (need.seeds - frame["seeds"]).clip(lower=0)
        frame["more_s"] = frame["seeds_more"] * [_usual_s(runs, variant) for variant in variants]
    return _table(aim, frame, [*_conclusion(aim, need, frame), *_grounds(spread, modules)])


def _usual_s(runs: Sequence[TrainRecord], variant: str) -> float:
    """The median time of a row's runs; of all runs where it has none."""
    own = [run.wall_s for run in runs if run.variant == variant]
    return median(own or [run.wall_s for run in runs])


def _table(aim: Aim, frame: pd.DataFrame, notes: Sequence[str]) -> Table:
    columns: list[Column] = [
        methods(frame),
        _whole(frame, "seeds", "Seeds"),
        _whole(frame, "seeds_needed", "Needed"),
        _whole(frame, "seeds_more", "More"),
        ("Time", plain([_duration(seconds) for seconds in numbers(frame, "more_s")])),
    ]
    return Table(
        title=f"Seeds to see a difference of {aim.difference:g} points",
        heads=tuple(head for head, _ in columns),
        rows=tuple(zip(*(cells for _, cells in columns), strict=True)),
        notes=tuple(notes),
        frame=frame,
    )


def _whole(frame: pd.DataFrame, name: str, head: str) -> Column:
    return (head, plain([_count(value) for value in numbers(frame, name)]))


def _count(value: float | None) -> str:
    return MISSING if value is None else f"{value:,.0f}"


def _duration(seconds: float | None) -> str:
    return MISSING if seconds is None else duration_text(seconds)


def _conclusion(aim: Aim, need: Need, frame: pd.DataFrame) -> Iterator[str]:
    yield (
        f"{_seeds(need.seeds)} seeds a row ({_seeds(need.low)} to {_seeds(need.high)}, as far as "
        f"the spread is known) are needed to call a row that is {aim.difference:g} points from the "
        f"baseline different with a chance of {100 * aim.power:g} %."
    )
    if need.seeds is None:
        return
    more = int(frame["seeds_more"].sum())
    if more:
        took = duration_text(float(frame["more_s"].sum()))
        yield (
            f"{more:,} runs more take about {took} one after another, by the median time of the "
            f"runs so far: attnbench compare --seeds {need.seeds}, with the study's other options."
        )
    else:
        yield "Every row has them already."


def _seeds(seeds: int | None) -> str:
    return f"more than {MOST_SEEDS:,}" if seeds is None else f"{seeds:,}"


def _grounds(spread: Spread, modules: int) -> Iterator[str]:
    yield (
        f"Standard deviation of {spread.score} over seeds, pooled over the rows: "
        f"{spread.value:.2f} points [{spread.low:.2f}, {spread.high:.2f}] (95 % chi-square "
        f"interval, {spread.freedom} degrees of freedom)."
    )
    yield (
        f"Test: two-sided t (power by the noncentral t) with that pooled spread, at the "
        f"{LEVEL:.0%} level divided by {modules} module(s) (Bonferroni): a little stricter than "
        "the report's Dunnett test, so that the number is on the safe side."
    )
