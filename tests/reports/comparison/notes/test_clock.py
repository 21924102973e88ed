"""A clock is trusted by its null row, and the machine by how many others wanted a core."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from math import exp

import pytest

from attnreport.comparison.comparison import compare
from attnreport.comparison.notes.clock import clock_cautions, clock_note, others_at_once
from attnreport.comparison.tables import comparison_table
from attnreport.record import BASELINE, NULL_ROW, CautionKind, SpeedRecord

MakeSpeed = Callable[[Sequence[str]], SpeedRecord]

STEP_S = 5


def loaded(session: SpeedRecord, *, before: float, others: float, seconds: int) -> SpeedRecord:
    """The session, as if others had wanted so many cores; a load average as Linux makes it."""
    load, fades = before, exp(-STEP_S / 60)
    for _ in range(seconds // STEP_S):
        load = load * fades + (others + 1) * (1 - fades)
    return replace(
        session, wall_s=seconds, load_before=before, load_after=load, own_cpu_s=float(seconds)
    )


def slower_again(session: SpeedRecord, factor: float) -> SpeedRecord:
    """The session whose null row took longer than the baseline in training."""
    seconds = dict(session.train_step_s)
    seconds[NULL_ROW] = tuple(factor * value for value in seconds[BASELINE])
    return replace(session, train_step_s=seconds)


@pytest.mark.parametrize("others", [0.0, 0.5, 3.0])
@pytest.mark.parametrize("before", [0.0, 4.0])
@pytest.mark.parametrize("seconds", [20, 300])
def test_others_are_told_from_what_we_compute_and_from_what_was_before(
    seconds: int, before: float, others: float, make_speed: MakeSpeed
) -> None:
    session = loaded(make_speed([BASELINE]), before=before, others=others, seconds=seconds)
    assert others_at_once(session) == pytest.approx(others, abs=1e-6)


def test_where_the_system_says_no_load_nothing_is_said_of_others(make_speed: MakeSpeed) -> None:
    session = loaded(make_speed([BASELINE]), before=0.0, others=9.0, seconds=60)
    assert others_at_once(replace(session, load_before=None, load_after=None)) is None
    assert others_at_once(make_speed([BASELINE])) is None


def test_a_session_too_short_for_a_load_average_says_nothing_of_others(
    make_speed: MakeSpeed,
) -> None:
    session = loaded(make_speed([BASELINE]), before=0.0, others=9.0, seconds=10)
    assert others_at_once(session) is None


@pytest.mark.parametrize(("others", "is_busy"), [(0.0, False), (7.0, False), (8.0, True)])
def test_a_machine_is_busy_where_others_want_more_cores_than_timing_leaves(
    others: float, is_busy: bool, make_speed: MakeSpeed
) -> None:
    # Eight cores, of which timing uses one.
    session = loaded(make_speed([BASELINE]), before=1.0, others=others, seconds=60)
    kinds = [caution.kind for caution in clock_cautions(session)]
    assert kinds == ([CautionKind.BUSY] if is_busy else [])


def test_a_busy_machine_is_said_with_its_numbers(make_speed: MakeSpeed) -> None:
    session = loaded(make_speed([BASELINE]), before=1.0, others=9.0, seconds=60)
    (caution,) = clock_cautions(session)
    assert caution.detail == (
        "about 9.0 other processes wanted a core while timing used 1 of 8: times are too long, and "
        "ratios can be far too high"
    )


def test_a_clock_that_is_too_noisy_marks_no_time(make_speed: MakeSpeed) -> None:
    (caution,) = clock_cautions(slower_again(make_speed([BASELINE]), 1.08))
    assert caution.kind is CautionKind.TOO_NOISY
    assert caution.detail == (
        "baseline against itself off by up to 8.0 % (training step); none of these times is marked"
    )


def test_where_latency_is_too_noisy_the_caution_says_how_to_time_again(
    make_speed: MakeSpeed,
) -> None:
    session = slower_again(make_speed([BASELINE]), 1.08)
    session = replace(session, latency_s=session.train_step_s)
    (caution,) = clock_cautions(session)
    assert "8.0 % (latency), 8.0 % (training step)" in caution.detail
    assert caution.detail.endswith(
        "; to time again, delete records/speed-0a1b.json and run the command again"
    )


def test_a_clock_that_is_trusted_says_how_far(make_speed: MakeSpeed) -> None:
    session = make_speed([BASELINE])
    assert list(clock_cautions(session)) == []
    assert list(clock_note(session)) == [
        "Clock: baseline against itself within 0.1 % (throughput), 0.1 % (latency), "
        "0.1 % (training step)."
    ]
    assert "training" not in next(clock_note(slower_again(session, 1.08)))


def test_cautions_of_the_clock_are_values_of_the_table_and_notes(make_speed: MakeSpeed) -> None:
    noisy = slower_again(make_speed([BASELINE]), 1.08)
    busy = loaded(noisy, before=1.0, others=9.0, seconds=60)
    table = comparison_table(compare([busy], [BASELINE]))
    assert [(about.row, about.caution.kind) for about in table.cautions] == [
        ("speed", CautionKind.TOO_NOISY),
        ("speed", CautionKind.BUSY),
    ]
    assert [note.partition(":")[0] for note in table.notes[:3]] == [
        "Timing is too noisy",
        "Busy machine",
        "Clock",
    ]


def test_an_older_session_is_said_to_be_reachable_and_not_held_against_the_shown(
    make_speed: MakeSpeed,
) -> None:
    old = replace(
        slower_again(make_speed([BASELINE]), 1.08), key="speed-old", started_at="2025-01-01"
    )
    table = comparison_table(compare([old, make_speed([BASELINE, "ema"])], [BASELINE, "ema"]))
    (about,) = table.cautions
    assert about.caution.kind is CautionKind.TIMED_AGAIN
    assert about.caution.detail == (
        "times are from session 2 of 2, which timed its rows anew; report --session N shows "
        "another one"
    )
