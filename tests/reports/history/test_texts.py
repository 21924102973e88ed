"""Values, changes and names as a person reads them."""

from collections.abc import Callable

import pytest

from attnreport.history.entry import Entry
from attnreport.history.figure import Figure
from attnreport.history.series import Series, series_of
from attnreport.history.steps import Step
from attnreport.history.texts import (
    change_text,
    commit_text,
    date_text,
    direction_text,
    series_title,
    value_text,
)
from attnreport.record import ScoreKind
from attnreport.regression.metrics.table import METRICS

MakeEntry = Callable[..., Entry]
TOP1 = ScoreKind(name="top1", head="Top-1 Acc")


@pytest.fixture
def make_series(make_entry: MakeEntry) -> Callable[..., Series]:
    def make(metric: str, detail: str = "", *, is_ratio: bool = False) -> Series:
        score = TOP1 if metric == "score" else None
        figure = Figure(
            row="ema",
            label="EMA",
            metric=metric,
            detail=detail,
            score=score,
            is_ratio=is_ratio,
            value=1,
        )
        return series_of([make_entry(0, [figure])])[0]

    return make


@pytest.mark.parametrize(
    ("metric", "is_ratio", "value", "text"),
    [
        ("params", False, 23_903_706, "23,903,706"),
        ("latency", True, 1.0526, "1.053"),
        ("latency", False, 0.012345, "12.35 ms"),
        ("score", False, 80.666, "80.67 %"),
        ("memory", False, 1.5 * 2**30, "1.50 GiB"),
    ],
)
def test_a_value_has_its_unit(
    make_series: Callable[..., Series], metric: str, is_ratio: bool, value: float, text: str
) -> None:
    assert value_text(value, make_series(metric, is_ratio=is_ratio)) == text


@pytest.mark.parametrize(
    ("metric", "before", "after", "change", "direction"),
    [
        ("params", 100, 186, "+86", "worse"),
        ("score", 80, 78.5, "-1.50 points", "worse"),
        ("score", 78.5, 80, "+1.50 points", "better"),
        ("latency", 1.0, 1.05, "+5.0 %", "worse"),
        ("memory", 100, 90, "-10.0 %", "better"),
        ("memory", 0, 90, "–", "worse"),
    ],
)
def test_a_change_has_its_sign_and_its_direction(
    metric: str, before: float, after: float, change: str, direction: str
) -> None:
    step = Step(first=1, before=before, after=after)
    measures = METRICS[metric].of(TOP1 if metric == "score" else None)
    assert change_text(step, measures) == change
    assert direction_text(step, measures) == direction


def test_a_score_has_the_unit_and_the_direction_of_its_records() -> None:
    angle = ScoreKind(
        name="angle",
        head="Angle",
        unit="°",
        difference_unit="°",
        higher_is_better=False,
        digits=1,
    )
    step, measures = Step(first=1, before=8.0, after=9.5), METRICS["score"].of(angle)
    assert change_text(step, measures) == "+1.5 °"
    assert direction_text(step, measures) == "worse"
    assert measures.figure_text(8, is_ratio=False) == "8.0 °"


def test_a_title_names_the_detail_or_the_ratio(make_series: Callable[..., Series]) -> None:
    assert series_title(make_series("macs", "torch")) == "FLOPs (torch)"
    assert series_title(make_series("latency", is_ratio=True)) == "Latency (× baseline)"
    assert series_title(make_series("latency")) == "Latency"


def test_a_run_is_named_by_commit_and_day(make_entry: MakeEntry) -> None:
    assert commit_text(make_entry(3)) == "003c0ff"
    assert commit_text(make_entry(3, commit=None)) == "–"
    assert commit_text(make_entry(3, commit="\x1b[31m\nabcdefghij")) == "[31m ab"
    assert date_text(make_entry(3)) == "2026-01-05"
