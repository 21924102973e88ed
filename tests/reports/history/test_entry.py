"""A line of a history comes back as it was, or is refused with its reason."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attnreport.history.entry import (
    DamagedLine,
    Entry,
    NotDated,
    UnreadableHistory,
    dump,
    entry_of,
    load,
    machine_digest,
)
from attnreport.history.figure import Figure
from attnreport.record import BASELINE, AnyRecord, SpeedRecord
from attnreport.regression.finding import Finding, Verdict
from attnreport.regression.metrics.table import METRICS
from attnreport.regression.report import RegressionReport
from attnreport.regression.result_set import ResultSet

MakeStudy = Callable[[int], list[AnyRecord]]
MakeSpeed = Callable[[Sequence[str]], SpeedRecord]

FIGURE = Figure(row="mine/é.py:A(x=1)|\n", label="<b>", metric="latency", is_ratio=True, value=1.5)
NO_SURROGATES = st.text(st.characters(exclude_categories=["Cs"]))


@pytest.fixture
def entry(make_entry: Callable[..., Entry]) -> Entry:
    return make_entry(0, [FIGURE])


def report_on(results: ResultSet, verdict: Verdict) -> RegressionReport:
    finding = Finding(row="ema", label="EMA", metric=METRICS["params"], verdict=verdict)
    return RegressionReport(baseline=results.side, current=results.side, findings=(finding,))


def test_an_entry_is_one_line_and_comes_back_equal(entry: Entry) -> None:
    line = dump(entry)
    assert line.count(b"\n") == 1
    assert load(line, "it") == entry


@given(
    NO_SURROGATES, NO_SURROGATES, st.floats(1e-30, 1e30) | st.floats(-1e30, -1e-30) | st.just(0.0)
)
def test_any_name_and_number_comes_back(name: str, detail: str, value: float) -> None:
    figure = Figure(row=name, label=name, metric="macs", detail=detail, value=value)
    entry = Entry(
        at=datetime(2026, 1, 2, tzinfo=UTC),
        commit=None,
        name=name,
        machine=name,
        machine_digest="",
        verdict=None,
        figures=(figure,),
    )
    line = dump(entry)
    assert line.find(b"\n") == len(line) - 1
    assert load(line, "it") == entry


def test_a_newer_schema_is_refused_by_name(entry: Entry) -> None:
    line = dump(replace(entry, schema_version=2))
    with pytest.raises(UnreadableHistory, match=r"line 7 has schema 2, newer .* upgrade attnbench"):
        load(line, "line 7")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("at", "yesterday"),
        ("at", "2026-01-02T03:04:05"),
        ("at", "9999-12-31T23:59:59-12:00"),
        ("at", None),
        ("machine", 3),
        ("verdict", "splendid"),
        ("figures", [{"row": "a", "label": "a", "metric": "beauty", "value": 1}]),
        ("figures", [{"row": "a", "label": "a", "metric": "params", "value": None}]),
        ("figures", [{"row": "a", "label": "a", "metric": "params", "value": "NaN"}]),
        ("figures", [{"row": "a", "label": "a", "metric": "params", "value": 10**400}]),
        ("figures", [{"row": "a", "label": "a", "metric": "params", "value": 1e31}]),
        ("figures", {}),
    ],
    ids=str,
)
def test_a_damaged_line_is_named_with_what_is_wrong(
    entry: Entry, field: str, value: object
) -> None:
    raw = {**json.loads(dump(entry)), field: value}
    with pytest.raises(DamagedLine, match=rf"line 7 is damaged \({field}.*\); delete it"):
        load(json.dumps(raw).encode(), "line 7")


@given(st.binary(max_size=60))
def test_bytes_that_are_no_entry_are_damaged(line: bytes) -> None:
    with pytest.raises(DamagedLine):
        load(line, "it")


def test_every_way_to_tear_a_line_is_noticed(entry: Entry) -> None:
    whole = dump(entry).strip()
    torn = [_is_damaged(whole[:length]) for length in range(len(whole))]
    assert all(torn)


def _is_damaged(line: bytes) -> bool:
    try:
        load(line, "it")
    except DamagedLine:
        return True
    return False


def test_a_run_is_kept_with_its_figures_and_its_verdict(make_study: MakeStudy) -> None:
    results = ResultSet(name="main", plan="", records=tuple(make_study(3)))
    kept = entry_of(report_on(results, Verdict.REGRESSED), results)
    assert kept.verdict is Verdict.REGRESSED
    assert kept.at == datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert kept.commit == "0123456789abcdef0123456789abcdef01234567"
    assert kept.machine == "cpu, Example CPU, 8 cores, 1 thread"
    figures = {(f.row, f.metric, f.detail, f.is_ratio): f for f in kept.figures}
    assert figures["ema", "params", "", False].value == 23_903_620
    assert figures["ema", "latency", "", True].value == pytest.approx(1 / 0.95)
    assert figures["ema", "latency", "", True].unit == "× baseline"
    assert load(dump(kept), "it") == kept


def test_a_run_without_a_comparison_has_no_verdict(make_speed: MakeSpeed) -> None:
    results = ResultSet(name="main", plan="", records=(make_speed((BASELINE,)),))
    assert entry_of(None, results).verdict is None


def test_the_machine_is_the_one_that_timed(make_study: MakeStudy) -> None:
    elsewhere = [
        replace(
            record,
            started_at="2026-02-01T00:00:00+00:00",
            environment=replace(record.environment, cpu="Trainer"),
        )
        for record in make_study(1)
        if record.kind == "train"
    ]
    timed = [record for record in make_study(1) if record.kind == "speed"]
    kept = entry_of(None, ResultSet(name="main", plan="", records=(*elsewhere, *timed)))
    assert "Example CPU" in kept.machine
    assert kept.machine_digest == machine_digest(timed[0].environment)


def test_a_path_that_is_no_text_is_kept_as_far_as_it_is(make_speed: MakeSpeed) -> None:
    results = ResultSet(name="main\udcff.json", plan="", records=(make_speed((BASELINE,)),))
    assert load(dump(entry_of(None, results)), "it").name == "main?.json"


def test_software_is_not_the_machine(make_speed: MakeSpeed) -> None:
    environment = make_speed((BASELINE,)).environment
    digest = machine_digest(environment)
    assert machine_digest(replace(environment, torch="3.0", commit=None)) == digest
    assert machine_digest(replace(environment, threads=2)) != digest


@pytest.mark.parametrize("moment", ["", "soon", "2026-01-02", "0001-01-01T00:00:00+12:00"])
def test_a_run_without_a_time_is_refused(make_speed: MakeSpeed, moment: str) -> None:
    record = replace(make_speed((BASELINE,)), started_at=moment)
    with pytest.raises(NotDated, match="measure it again to keep it in a history"):
        entry_of(None, ResultSet(name="main", plan="", records=(record,)))
