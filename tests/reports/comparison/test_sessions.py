"""The sessions of a study are counted from the oldest, and one of them is shown."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from attnreport.comparison.comparison import compare
from attnreport.comparison.sessions import of_session, sessions
from attnreport.errors import WrongValue
from attnreport.record import AnyRecord, CostRecord, SpeedRecord

MakeCost = Callable[[str], CostRecord]
MakeSpeed = Callable[[Sequence[str]], SpeedRecord]


@pytest.fixture
def records(make_cost: MakeCost, make_speed: MakeSpeed) -> list[AnyRecord]:
    """A session of two rows, then one of three, then one that failed."""
    first = replace(make_speed(["baseline", "ema"]), key="speed-1", started_at="2026-01-01")
    second = replace(make_speed(["baseline", "ema", "ca"]), key="speed-2", started_at="2026-01-02")
    failed = replace(second, key="speed-3", started_at="2026-01-03", error="killed", forward_s={})
    return [failed, second, make_cost("ema"), first]


def test_sessions_are_counted_from_the_oldest_without_those_that_failed(
    records: list[AnyRecord],
) -> None:
    assert [session.key for session in sessions(records)] == ["speed-1", "speed-2"]


def test_the_session_that_is_chosen_is_shown(records: list[AnyRecord]) -> None:
    rows = ["baseline", "ema", "ca"]
    newest, first = compare(records, rows), compare(of_session(records, 1), rows)
    assert newest.speed is not None
    assert newest.speed.key == "speed-2"
    assert first.speed is not None
    assert first.speed.key == "speed-1"
    assert [record.key for record in of_session(records, 1)] == ["cost-ema-0a1b", "speed-1"]


@pytest.mark.parametrize(
    ("timed", "number", "text"),
    [
        (2, 3, "session must be 1 to 2 (got 3); the study has 2 timing sessions"),
        (2, 0, "session must be 1 to 2 (got 0); the study has 2 timing sessions"),
        (1, 2, "session must be 1 (got 2); the study has 1 timing session"),
        (0, 1, "session must be left out (got 1); the study has 0 timing sessions"),
    ],
)
def test_a_session_that_the_study_does_not_have_is_refused(
    timed: int, number: int, text: str, records: list[AnyRecord]
) -> None:
    kept = [record for record in records if not isinstance(record, SpeedRecord)]
    with pytest.raises(WrongValue) as error:
        of_session([*kept, *sessions(records)[:timed]], number)
    assert str(error.value) == text
