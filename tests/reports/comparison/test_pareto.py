"""A row is Pareto-best unless another is no worse in everything and shown to be better in one."""

from dataclasses import replace

from attnreport.comparison.pareto import pareto_best
from attnreport.comparison.rows import Row, ScoreSummary
from attnreport.comparison.timings import LATENCY, Timing
from attnreport.record import NULL_ROW, ScoreKind
from attnreport.scores import Reading
from attnreport.statistics import Median

TOP1 = ScoreKind(name="top1", head="Top-1")
ANGLE = ScoreKind(name="angle", head="Angle", unit="°", higher_is_better=False)


def row(
    variant: str, score: float | None, latency: float, params: int, kind: ScoreKind = TOP1
) -> Row:
    ratio = Median(value=latency, low=latency - 0.01, high=latency + 0.01)
    return Row(
        variant=variant,
        label=variant,
        params=params,
        macs={"torch": 100},
        timings={LATENCY: Timing(value=None, ratio=ratio, rounds=80)},
        scores={kind: {Reading.LAST: ScoreSummary(mean=score, deviation=None)}},
    )


def with_interval(of: Row, low: float, high: float) -> Row:
    timing = of.timings[LATENCY]
    assert timing.ratio is not None
    ratio = replace(timing.ratio, low=low, high=high)
    return replace(of, timings={LATENCY: replace(timing, ratio=ratio)})


def best(*rows: Row) -> dict[str, bool | None]:
    return dict(zip((row.variant for row in rows), pareto_best(rows), strict=True))


def test_dearer_and_no_better_is_beaten() -> None:
    marks = best(row("baseline", 90.0, 1.0, 10), row("a", 90.0, 1.0, 11), row("b", 91.0, 2.0, 12))
    assert marks == {"baseline": True, "a": False, "b": True}


def test_rows_alike_in_everything_beat_nobody() -> None:
    assert best(row("a", 90.0, 1.0, 10), row("b", 90.0, 1.0, 10)) == {"a": True, "b": True}


def test_a_row_that_was_slower_beats_nobody_by_its_size_alone() -> None:
    slower = with_interval(row("slower", 90.0, 1.1, 10), 1.0, 1.2)
    near = with_interval(row("near", 90.0, 1.015, 11), 1.01, 1.02)
    assert best(slower, near) == {"slower": True, "near": True}
    faster = with_interval(row("faster", 90.0, 1.01, 10), 0.9, 1.2)
    assert best(faster, near) == {"faster": True, "near": False}


def test_two_rows_never_beat_each_other() -> None:
    small = with_interval(row("small", 90.0, 1.02, 10), 0.9, 1.2)
    fast = with_interval(row("fast", 90.0, 1.01, 11), 0.9, 1.2)
    assert best(small, fast) == {"small": True, "fast": True}


def test_a_latency_within_its_interval_beats_nobody() -> None:
    near = best(row("a", 90.0, 1.000, 10), row("b", 90.0, 1.015, 10))
    assert near == {"a": True, "b": True}
    far = best(row("a", 90.0, 1.0, 10), row("b", 90.0, 1.1, 10))
    assert far == {"a": True, "b": False}


def test_a_higher_mean_alone_beats_nobody_but_saves_from_being_beaten() -> None:
    assert best(row("a", 90.0, 1.0, 10), row("b", 90.1, 1.0, 10)) == {"a": True, "b": True}
    assert best(row("a", 90.0, 1.0, 10), row("b", 90.1, 1.5, 20)) == {"a": True, "b": True}


def test_where_lower_is_better_the_higher_score_saves_nobody() -> None:
    dear = row("b", 90.1, 1.5, 20, ANGLE)
    assert best(row("a", 90.0, 1.0, 10, ANGLE), dear) == {"a": True, "b": False}


def test_what_was_not_measured_and_the_null_row_are_not_judged() -> None:
    marks = best(row("a", 90.0, 1.0, 10), row("b", None, 1.0, 10), row(NULL_ROW, 90.0, 1.0, 10))
    assert marks == {"a": True, "b": None, NULL_ROW: None}


def test_without_scores_or_latency_nothing_is_judged() -> None:
    whole = row("a", 90.0, 1.0, 10)
    assert pareto_best([replace(whole, scores={})]) == [None]
    assert pareto_best([replace(whole, timings={})]) == [None]
