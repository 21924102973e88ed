"""Figures become series, and times never join across machines."""

from collections.abc import Callable

from attnreport.history.entry import Entry
from attnreport.history.figure import Figure
from attnreport.history.series import Series, series_of

MakeEntry = Callable[..., Entry]


def figure(
    metric: str, value: float, row: str = "ema", detail: str = "", *, is_ratio: bool = False
) -> Figure:
    return Figure(
        row=row, label=row.upper(), metric=metric, detail=detail, is_ratio=is_ratio, value=value
    )


def names(series: tuple[Series, ...]) -> list[tuple[str, str, str]]:
    return [(one.metric.name, one.detail, one.row) for one in series]


def test_a_figure_is_a_series_over_the_runs_that_have_it(make_entry: MakeEntry) -> None:
    runs = [
        make_entry(0, [figure("params", 5)]),
        make_entry(1),
        make_entry(2, [figure("params", 6)]),
    ]
    (series,) = series_of(runs)
    assert series.values == (5, 6)
    assert [point.run for point in series.points] == [0, 2]
    assert (series.unit, series.label, series.machine) == ("parameters", "EMA", "")


def test_details_and_rows_are_series_of_their_own_in_the_order_of_the_metrics(
    make_entry: MakeEntry,
) -> None:
    figures = [
        figure("latency", 1, "baseline"),
        figure("macs", 1, detail="torch"),
        figure("macs", 1, detail="thop"),
        figure("params", 1, "ca"),
        figure("params", 1, "baseline"),
    ]
    assert names(series_of([make_entry(0, figures)])) == [
        ("params", "", "ca"),
        ("params", "", "baseline"),
        ("macs", "torch", "ema"),
        ("macs", "thop", "ema"),
        ("latency", "", "baseline"),
    ]


def test_times_and_memory_are_not_joined_across_machines_but_counts_are(
    make_entry: MakeEntry,
) -> None:
    figures = [figure("params", 1), figure("latency", 1), figure("memory", 1)]
    runs = [make_entry(number, figures, machine=name) for number, name in enumerate("ABA")]
    by_machine = {(one.metric.name, one.machine): one.points for one in series_of(runs)}
    assert {key: [point.run for point in points] for key, points in by_machine.items()} == {
        ("params", ""): [0, 1, 2],
        ("latency", "A"): [0, 2],
        ("latency", "B"): [1],
        ("memory", "A"): [0, 2],
        ("memory", "B"): [1],
    }


def test_a_ratio_takes_the_place_of_the_seconds(make_entry: MakeEntry) -> None:
    figures = [
        figure("latency", 0.01, "baseline"),
        figure("latency", 0.02),
        figure("latency", 2.0, is_ratio=True),
    ]
    seconds, ratio = series_of([make_entry(0, figures)])
    assert (seconds.row, seconds.unit, seconds.is_ratio) == ("baseline", "s", False)
    assert (ratio.row, ratio.unit, ratio.values) == ("ema", "× baseline", (2.0,))


def test_the_label_is_the_newest_runs(make_entry: MakeEntry) -> None:
    old = Figure(row="ema", label="old", metric="params", value=1)
    new = Figure(row="ema", label="new", metric="params", value=1)
    (series,) = series_of([make_entry(0, [old]), make_entry(1, [new])])
    assert series.label == "new"
