"""The null row says whether a session's times can be trusted."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from attnreport.comparison.timings import (
    LATENCY,
    THROUGHPUT,
    TIMED,
    TRAIN_STEP,
    Seconds,
    is_clock_trusted,
    noise,
)
from attnreport.record import BASELINE, NULL_ROW, SpeedRecord

MakeSpeed = Callable[[Sequence[str]], SpeedRecord]


def with_null_row(session: SpeedRecord, factor: float) -> SpeedRecord:
    """The session whose null row took so many times as long as the baseline."""

    def changed(seconds: Seconds) -> Seconds:
        return {**seconds, NULL_ROW: tuple(factor * value for value in seconds[BASELINE])}

    return replace(
        session,
        forward_s=changed(session.forward_s),
        latency_s=changed(session.latency_s),
        train_step_s=changed(session.train_step_s),
    )


@pytest.mark.parametrize(
    ("factor", "is_trusted"),
    [(1.0, True), (1.04, True), (0.96, True), (1.06, False), (0.94, False)],
)
def test_a_null_row_off_by_more_than_5_percent_is_not_trusted(
    factor: float, is_trusted: bool, make_speed: MakeSpeed
) -> None:
    session = with_null_row(make_speed([BASELINE]), factor)
    assert is_clock_trusted(session) is is_trusted
    assert (max(noise(session).values()) <= 0.05) is is_trusted


def test_an_interval_that_reaches_far_from_1_is_noise_around_any_median(
    make_speed: MakeSpeed,
) -> None:
    null = (0.88, 0.89, 0.9, 1.0, 1.1, 1.11, 1.12)
    few = {BASELINE: (1.0,) * len(null), NULL_ROW: null}
    session = replace(make_speed([BASELINE]), forward_s=few, latency_s=few, train_step_s={})
    ratio = TIMED[LATENCY].of(session, NULL_ROW).ratio
    assert ratio is not None
    assert ratio.value == 1.0
    assert noise(session)[LATENCY] == pytest.approx(0.12, abs=0.01)
    assert not is_clock_trusted(session)


def test_a_quantity_is_trusted_by_its_own_null_row(make_speed: MakeSpeed) -> None:
    sound = make_speed([BASELINE])
    session = replace(sound, train_step_s=with_null_row(sound, 1.2).train_step_s)
    assert is_clock_trusted(session, THROUGHPUT, LATENCY)
    assert not is_clock_trusted(session, TRAIN_STEP)
    assert not is_clock_trusted(session)
    assert noise(session)[TRAIN_STEP] == pytest.approx(0.2)


def test_without_a_null_row_no_time_is_trusted(make_speed: MakeSpeed) -> None:
    session = make_speed([BASELINE])
    alone = {BASELINE: session.forward_s[BASELINE]}
    lone = replace(session, forward_s=alone, latency_s=alone, train_step_s={})
    assert noise(lone) == {}
    assert not is_clock_trusted(lone)


def test_what_was_not_timed_does_not_spoil_the_rest(make_speed: MakeSpeed) -> None:
    assert is_clock_trusted(replace(make_speed([BASELINE]), train_step_s={}))
