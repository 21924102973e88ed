"""Times of two stored sets: ratios to the baseline network, and a wide least effect."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from math import nan

import numpy as np
import pytest

from attnreport.record import BASELINE, NULL_ROW, SpeedRecord
from attnreport.regression.cells import Pair
from attnreport.regression.finding import Finding, Verdict
from attnreport.regression.judges.judging import Note, Refused, Statement
from attnreport.regression.metrics.table import METRICS

MakeSpeed = Callable[[Sequence[str]], SpeedRecord]
Judge = Callable[[Sequence[SpeedRecord], Sequence[SpeedRecord]], list[Statement]]
LATENCY = METRICS["latency"]
ROWS = (BASELINE, "ema", "ca")


@pytest.fixture(scope="module")
def judge(make_pair: Callable[..., Pair]) -> Judge:
    def judged(before: Sequence[SpeedRecord], after: Sequence[SpeedRecord]) -> list[Statement]:
        return list(LATENCY.judge(make_pair(before, after)))

    return judged


def findings(statements: Iterable[Statement]) -> dict[str, Finding]:
    return {finding.row: finding for finding in statements if isinstance(finding, Finding)}


def times(session: SpeedRecord, row: str, factor: float, **changes: object) -> SpeedRecord:
    """The session with one row slower by a factor."""
    seconds = {**session.latency_s, row: tuple(factor * s for s in session.latency_s[row])}
    return replace(session, latency_s=seconds, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("factor", "verdict"),
    [
        (1.0, Verdict.OK),
        (1.05, Verdict.OK),
        (1.2, Verdict.REGRESSED),
        (0.95, Verdict.OK),
        (0.8, Verdict.IMPROVED),
    ],
)
def test_only_more_than_sessions_drift_counts(
    make_speed: MakeSpeed, judge: Judge, factor: float, verdict: Verdict
) -> None:
    session = make_speed(ROWS)
    by_row = findings(judge([session], [times(session, "ema", factor)]))
    assert by_row.keys() == {"ema", "ca"}
    assert by_row["ema"].verdict is verdict
    assert by_row["ca"].verdict is Verdict.OK
    assert by_row["ema"].change == pytest.approx(factor - 1, abs=1e-9)
    assert by_row["ema"].before == pytest.approx(1 / 0.95)
    assert by_row["ema"].is_of_ratio
    assert "Mann-Whitney" in by_row["ema"].reason
    assert "10 % or more counts" in by_row["ema"].reason


def test_a_machine_that_became_slower_altogether_is_no_regression(
    make_speed: MakeSpeed, judge: Judge
) -> None:
    session = make_speed(ROWS)
    slower = {row: tuple(2 * s for s in seconds) for row, seconds in session.latency_s.items()}
    by_row = findings(judge([session], [replace(session, latency_s=slower)]))
    assert {value.verdict for value in by_row.values()} == {Verdict.OK}


@pytest.mark.parametrize("side", [0, 1])
@pytest.mark.parametrize("factor", [1.14, 0.87])
def test_a_null_row_that_is_off_on_either_side_makes_every_row_too_noisy(
    make_speed: MakeSpeed, judge: Judge, side: int, factor: float
) -> None:
    session = make_speed(ROWS)
    sides = [session, times(session, "ema", 1.5)]
    sides[side] = times(sides[side], NULL_ROW, factor)
    statements = judge([sides[0]], [sides[1]])
    assert {value.verdict for value in findings(statements).values()} == {Verdict.TOO_NOISY}
    assert "The baseline network against itself" in findings(statements)["ema"].reason
    assert any(
        isinstance(finding, Note) and "against itself" in finding.sentence for finding in statements
    )


def test_a_session_without_a_null_row_is_too_noisy(make_speed: MakeSpeed, judge: Judge) -> None:
    session = make_speed(ROWS)
    seconds = {row: session.latency_s[row] for row in ROWS}
    by_row = findings(judge([session], [replace(session, latency_s=seconds)]))
    assert by_row["ema"].verdict is Verdict.TOO_NOISY
    assert "was not measured" in by_row["ema"].reason


def test_heavy_tailed_noise_raises_no_alarm(make_speed: MakeSpeed, judge: Judge) -> None:
    random = np.random.default_rng(0)

    def noisy(factor: float) -> SpeedRecord:
        rows = {BASELINE: 1.0, "ema": factor, NULL_ROW: 1.0}
        return replace(
            make_speed((BASELINE, "ema")),
            latency_s={
                row: tuple(0.004 * of_row * np.exp(random.standard_t(3, 80) * 0.02))
                for row, of_row in rows.items()
            },
        )

    for _ in range(5):
        assert findings(judge([noisy(1.0)], [noisy(1.0)]))["ema"].verdict is Verdict.OK
        slow = findings(judge([noisy(1.0)], [noisy(1.25)]))["ema"]
        assert slow.verdict is Verdict.REGRESSED


@pytest.mark.parametrize(
    ("factors", "verdict"),
    [
        ((1.3, 1.3), Verdict.REGRESSED),
        ((1.3, 1.0), Verdict.TOO_NOISY),
        ((1.0, 1.3), Verdict.TOO_NOISY),
        ((1.0, 1.0), Verdict.OK),
        ((0.7, 0.7), Verdict.IMPROVED),
        ((0.7, 1.3), Verdict.TOO_NOISY),
    ],
)
def test_all_sessions_that_were_measured_again_must_say_so(
    make_speed: MakeSpeed, judge: Judge, factors: tuple[float, float], verdict: Verdict
) -> None:
    session = make_speed(ROWS)
    current = [
        times(session, "ema", factor, started_at=f"2026-02-0{day}T00:00:00+00:00")
        for day, factor in enumerate(factors, start=1)
    ]
    finding = findings(judge([session], current))["ema"]
    assert finding.verdict is verdict
    assert finding.reason.startswith("Not confirmed") == (verdict is Verdict.TOO_NOISY)


def test_a_session_of_older_code_has_no_say(make_speed: MakeSpeed, judge: Judge) -> None:
    session = make_speed(ROWS)
    older = times(session, "ema", 1.5, key="old", started_at="2025-01-01T00:00:00+00:00")
    assert findings(judge([session], [older, session]))["ema"].verdict is Verdict.OK


def test_a_null_row_that_settles_when_measured_again_settles_the_verdict(
    make_speed: MakeSpeed, judge: Judge
) -> None:
    session = make_speed(ROWS)
    shaky = times(session, NULL_ROW, 1.1, started_at="2025-01-01T00:00:00+00:00")
    assert findings(judge([session], [shaky, session]))["ema"].verdict is Verdict.OK


@pytest.mark.parametrize(
    ("place", "changes", "words"),
    [
        ("environment", {"cpu": "Other"}, "processor was Example CPU and is Other"),
        ("environment", {"cores": 2}, "cores was 8 and is 2"),
        ("environment", {"threads": 4}, "threads was 1 and is 4"),
        ("environment", {"device": "GPU"}, "device was cpu and is GPU"),
        ("environment", {"torch": "2.7.0"}, "torch was 2.6.0 and is 2.7.0"),
        ("setting", {"precision": "bf16"}, "precision was fp32 and is bf16"),
        ("", {"batch_size": 1}, "batch size was 64 and is 1"),
        ("", {"channels_last": False}, "channels last was True and is False"),
    ],
)
def test_times_under_other_conditions_are_refused_by_what_differs(
    make_speed: MakeSpeed, judge: Judge, place: str, changes: dict[str, object], words: str
) -> None:
    session = make_speed(ROWS)
    if place:
        changes = {place: replace(getattr(session, place), **changes)}
    (statement,) = judge([session], [replace(session, **changes)])  # type: ignore[arg-type]
    assert isinstance(statement, Refused)
    assert words in statement.sentence
    assert "name a git commit" in statement.sentence


def test_a_session_without_the_baseline_network_is_refused(
    make_speed: MakeSpeed, judge: Judge
) -> None:
    session = make_speed(ROWS)
    alone = replace(session, latency_s={"ema": session.latency_s["ema"]})
    (statement,) = judge([session], [alone])
    assert isinstance(statement, Refused)
    assert "lacks the baseline network" in statement.sentence


def test_rows_of_one_set_are_new_or_missing(make_speed: MakeSpeed, judge: Judge) -> None:
    by_row = findings(judge([make_speed(ROWS)], [make_speed((BASELINE, "ca", "eca"))]))
    assert {row: finding.verdict for row, finding in by_row.items()} == {
        "ema": Verdict.MISSING,
        "ca": Verdict.OK,
        "eca": Verdict.NEW,
    }
    lost = findings(judge([make_speed(ROWS)], []))
    assert {value.verdict for value in lost.values()} == {Verdict.MISSING}
    gained = findings(judge([], [make_speed(ROWS)]))
    assert {value.verdict for value in gained.values()} == {Verdict.NEW}
    assert lost.keys() == gained.keys() == {"ema", "ca"}


@pytest.mark.parametrize("row", ["ema", BASELINE])
@pytest.mark.parametrize("seconds", [(), (0.004,), (0.0,) * 49, (nan,) * 49])
def test_times_that_are_none_are_broken(
    make_speed: MakeSpeed, judge: Judge, row: str, seconds: tuple[float, ...]
) -> None:
    session = make_speed(ROWS)
    broken = replace(session, latency_s={**session.latency_s, row: seconds})
    assert findings(judge([session], [broken]))["ema"].verdict is Verdict.BROKEN


def test_a_single_round_is_too_noisy(make_speed: MakeSpeed, judge: Judge) -> None:
    session = make_speed(ROWS)
    single = replace(session, latency_s={row: s[:1] for row, s in session.latency_s.items()})
    assert findings(judge([session], [single]))["ema"].verdict is Verdict.TOO_NOISY
