"""What another machine's times and memory would be refused for is known without them."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from attnreport.record import BASELINE, SpeedRecord
from attnreport.regression.judges.conditions import foreseen
from attnreport.regression.metrics.table import METRICS
from attnreport.regression.result_set import ResultSet

EVERY = tuple(METRICS.values())
TIMES = {"latency", "throughput", "train_step"}
MEMORY = {"memory", "train_memory"}
MakeSet = Callable[..., ResultSet]


@pytest.fixture
def session(make_speed: Callable[[Sequence[str]], SpeedRecord]) -> SpeedRecord:
    return make_speed((BASELINE, "ema"))


def without_times(session: SpeedRecord) -> SpeedRecord:
    return replace(
        session,
        forward_s={},
        latency_s={},
        train_step_s={},
        peak_forward_bytes={},
        peak_train_step_bytes={},
    )


def test_on_the_same_machine_nothing_is_refused(session: SpeedRecord, make_set: MakeSet) -> None:
    assert foreseen(make_set([session]), without_times(session), EVERY) == {}


def test_another_processor_refuses_times_and_another_batch_memory_too(
    session: SpeedRecord, make_set: MakeSet
) -> None:
    now = without_times(session)
    other = replace(now, environment=replace(now.environment, cpu="Other CPU"))
    refusals = foreseen(make_set([session]), other, EVERY)
    assert {metric.name for metric in refusals} == TIMES
    assert refusals[METRICS["latency"]].startswith(
        "Latency is not compared: processor was Example CPU and is Other CPU; name a git commit"
    )
    larger = foreseen(make_set([session]), replace(now, batch_size=7), EVERY)
    assert {metric.name for metric in larger} == TIMES | MEMORY


def test_what_the_baseline_does_not_have_is_not_refused(
    session: SpeedRecord, make_set: MakeSet
) -> None:
    now = replace(session, batch_size=7)
    assert foreseen(make_set([replace(session, error="no")]), now, EVERY) == {}
