"""Memory is a ratio to the baseline network of the same session, with a least effect."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import pytest

from attnreport.record import BASELINE, SpeedRecord
from attnreport.regression.cells import Pair
from attnreport.regression.finding import Finding, Verdict
from attnreport.regression.judges.judging import Refused, Statement
from attnreport.regression.metrics.memory import MemoryRule
from attnreport.regression.metrics.table import METRICS

Judged = Callable[..., list[Statement]]
BEFORE = {BASELINE: 1000, "ema": 1100, "ca": 1200}


@pytest.fixture(scope="module")
def judged(
    make_speed: Callable[[Sequence[str]], SpeedRecord], make_pair: Callable[..., Pair]
) -> Judged:
    def judge(
        after: Mapping[str, int], before: Mapping[str, int] = BEFORE, **changes: object
    ) -> list[Statement]:
        session = replace(make_speed(tuple(before)), peak_forward_bytes=before)
        now = replace(session, peak_forward_bytes=after, **changes)  # type: ignore[arg-type]
        pair = make_pair([session], [now])
        return list(replace(METRICS["memory"], rule=MemoryRule(rows={"ca": 0.2})).judge(pair))

    return judge


def by_row(statements: Sequence[Statement]) -> dict[str, Finding]:
    return {finding.row: finding for finding in statements if isinstance(finding, Finding)}


def test_rows_are_ratios_and_the_network_itself_is_bytes(judged: Judged) -> None:
    findings = by_row(judged({BASELINE: 2000, "ema": 2200, "ca": 2400}))
    assert findings[BASELINE].verdict is Verdict.REGRESSED
    assert (findings[BASELINE].before, findings[BASELINE].after) == (1000, 2000)
    assert not findings[BASELINE].is_of_ratio
    assert findings["ema"].verdict is findings["ca"].verdict is Verdict.OK
    assert findings["ema"].before == pytest.approx(1.1)
    assert findings["ema"].is_of_ratio


@pytest.mark.parametrize(
    ("peak", "verdict"),
    [(1132, Verdict.OK), (1134, Verdict.REGRESSED), (1068, Verdict.OK), (1066, Verdict.IMPROVED)],
)
def test_less_than_the_least_effect_is_ok(judged: Judged, peak: int, verdict: Verdict) -> None:
    finding = by_row(judged({**BEFORE, "ema": peak}))["ema"]
    assert finding.verdict is verdict
    assert finding.change == pytest.approx(peak / 1100 - 1)
    assert "3 % or more counts" in finding.reason


def test_a_row_can_have_its_own_least_effect(judged: Judged) -> None:
    assert by_row(judged({**BEFORE, "ca": 1400}))["ca"].verdict is Verdict.OK
    assert by_row(judged({**BEFORE, "ca": 1500}))["ca"].verdict is Verdict.REGRESSED


def test_rows_of_one_session_are_new_or_missing(judged: Judged) -> None:
    findings = by_row(judged({BASELINE: 1000, "ema": 1100, "eca": 1000}))
    assert findings["ca"].verdict is Verdict.MISSING
    assert findings["eca"].verdict is Verdict.NEW


@pytest.mark.parametrize("after", [{"ema": 1100}, {**BEFORE, BASELINE: 0}, {**BEFORE, "ema": -1}])
def test_a_peak_of_nothing_is_broken(judged: Judged, after: dict[str, int]) -> None:
    assert by_row(judged(after))["ema"].verdict is Verdict.BROKEN


def test_another_batch_size_is_refused_and_named(judged: Judged) -> None:
    (statement,) = judged(BEFORE, batch_size=32)
    assert isinstance(statement, Refused)
    assert statement.sentence.startswith(
        "Memory, inference is not compared: batch size was 64 and is 32; name a git commit"
    )


def test_the_null_row_is_no_row(judged: Judged) -> None:
    assert by_row(judged({**BEFORE, "baseline again": 5})).keys() == BEFORE.keys()


def test_a_session_without_memory_has_lost_its_rows(judged: Judged) -> None:
    assert {value.verdict for value in by_row(judged({})).values()} == {Verdict.MISSING}
    findings = by_row(judged(BEFORE, before={}))
    assert {value.verdict for value in findings.values()} == {Verdict.NEW}
