"""A row is Pareto-best unless another is no worse in everything and shown to be better in one."""

import pandas as pd
import pytest

from attnreport.comparison.pareto import pareto_best
from attnreport.record import NULL_ROW


def row(
    variant: str, score: float | None, latency: float, params: int, spread: float = 0.01
) -> dict[str, object]:
    return {
        "variant": variant,
        "top1_percent_mean": score,
        "latency_ratio": latency,
        "latency_ratio_low": latency - spread,
        "latency_ratio_high": latency + spread,
        "params": params,
        "macs_torch": 100,
    }


def best(*rows: dict[str, object]) -> dict[object, bool | None]:
    frame = pd.DataFrame(rows)
    return dict(zip(frame["variant"], pareto_best(frame), strict=True))


def test_dearer_and_no_better_is_beaten() -> None:
    found = best(row("baseline", 90.0, 1.0, 10), row("a", 90.0, 1.0, 11), row("b", 91.0, 2.0, 12))
    assert found == {"baseline": True, "a": False, "b": True}


def test_rows_alike_in_everything_beat_nobody() -> None:
    assert best(row("a", 90.0, 1.0, 10), row("b", 90.0, 1.0, 10)) == {"a": True, "b": True}


def test_a_latency_within_its_interval_beats_nobody() -> None:
    near = best(row("a", 90.0, 1.000, 10), row("b", 90.0, 1.015, 10))
    assert near == {"a": True, "b": True}
    far = best(row("a", 90.0, 1.0, 10), row("b", 90.0, 1.1, 10))
    assert far == {"a": True, "b": False}


def test_a_higher_mean_alone_beats_nobody_but_saves_from_being_beaten() -> None:
    assert best(row("a", 90.0, 1.0, 10), row("b", 90.1, 1.0, 10)) == {"a": True, "b": True}
    assert best(row("a", 90.0, 1.0, 10), row("b", 90.1, 1.5, 20)) == {"a": True, "b": True}


def test_what_was_not_measured_and_the_null_row_are_not_judged() -> None:
    found = best(row("a", 90.0, 1.0, 10), row("b", None, 1.0, 10), row(NULL_ROW, 90.0, 1.0, 10))
    assert found == {"a": True, "b": None, NULL_ROW: None}


@pytest.mark.parametrize("column", ["top1_percent_mean", "latency_ratio"])
def test_without_scores_or_latency_nothing_is_judged(column: str) -> None:
    frame = pd.DataFrame([row("a", 90.0, 1.0, 10)]).drop(columns=column)
    assert pareto_best(frame) == [None]
