import sys
from collections.abc import Iterator
from dataclasses import MISSING, fields
from importlib.util import find_spec
from pathlib import Path

import pytest

from attnbench.plan.plan import Plan
from attnbench.plan.variant import parse_variants
from attnbench.regression.arm import PEAKS, TIMED
from attnbench.regression.family import SHARED, Family
from attnbench.regression.interleaved import with_times
from attnbench.regression.once import with_peaks
from attnbench.regression.process import Process, ProcessFailed
from attnbench.regression.session import Times, take_turns
from attnbench.regression.version import now
from attnbench.regression.worktree import Checkout
from attnbench.tasks.recipes import RECIPES
from attnreport.record import BASELINE, CostRecord, SpeedRecord
from attnreport.regression.judges.looks import FEWEST_BLOCKS
from attnreport.regression.metrics.memory import Memory
from attnreport.regression.metrics.table import METRICS
from attnreport.regression.metrics.times import Time

PLAN = Plan(
    modules=parse_variants("eca,mine.py:Gate,mine.py:Loud"), recipe=RECIPES["quick"], batch_size=2
)
MODULE = """
print("loaded")
from torch import nn
class Gate(nn.Identity):
    def __init__(self, channels): super().__init__()
class Loud(nn.Module):
    def __init__(self, channels):
        raise RuntimeError("no room")
"""


def build(process: Process, row: str) -> str | None:
    process.build(row)
    return process.built()


@pytest.fixture(scope="module")
def process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Process]:
    folder = tmp_path_factory.mktemp("work")
    (folder / "mine.py").write_text(MODULE)
    version = now(Checkout(folder, "0" * 40), folder, sys.path)
    with Family(version, version) as family, Process(version, family) as process:
        process.open(PLAN, "attnbench regress")
        process.opened()
        assert [build(process, row) for row in (BASELINE, "eca", "mine.py:Gate")] == [None] * 3
        yield process


def test_a_row_that_cannot_be_built_says_why_and_spoils_nothing(process: Process) -> None:
    assert "no room" in str(build(process, "mine.py:Loud"))
    assert build(process, "eca") is None


def test_it_tells_which_files_it_has_imported(process: Process) -> None:
    files = process.files()
    assert str(process.version.folder / "mine.py") in files
    assert not any(file.endswith("regression/arm.py") for file in files)


def test_a_cost_record_comes_as_of_compare(process: Process) -> None:
    record = process.measure("eca")
    assert isinstance(record, CostRecord)
    assert record.error is None
    assert record.params is not None
    assert record.baseline_params is not None
    assert record.params > record.baseline_params


def test_memory_comes_by_row(process: Process) -> None:
    peaks = process.peaks("memory")
    assert list(peaks) == [BASELINE, "eca", "mine.py:Gate"]
    assert min(peaks.values()) > 0


def test_a_session_times_every_row_in_every_round(process: Process) -> None:
    rows = (BASELINE, "eca")
    seen: list[int] = []

    def is_enough(times: Times) -> bool:
        seen.append(len(times.block_rounds))
        return True

    times = take_turns(
        [process, process],
        ["latency"],
        rows,
        threads=1,
        most_s=60,
        is_enough=is_enough,
        report=lambda *_: None,
    )
    assert len(times.block_rounds) == FEWEST_BLOCKS
    assert seen == [FEWEST_BLOCKS]
    for seconds in times.seconds:
        assert list(seconds["latency"]) == list(rows)
        assert {len(value) for value in seconds["latency"].values()} == {sum(times.block_rounds)}
        assert min(min(value) for value in seconds["latency"].values()) > 0


def test_what_the_process_cannot_do_names_the_version_and_the_cause(process: Process) -> None:
    with pytest.raises(
        ProcessFailed, match=r"working tree \(0000000000\) cannot be measured: .*nowhere"
    ):
        process.time("nowhere", BASELINE)


def test_a_version_that_cannot_be_imported_is_told(tmp_path: Path) -> None:
    (tmp_path / "torch.py").write_text("raise ImportError('half a torch')")
    version = now(Checkout(tmp_path, "1" * 40), tmp_path, [str(tmp_path), *sys.path])
    with Family(version, version) as family, Process(version, family) as process:
        process.open(PLAN, "")
        with pytest.raises(ProcessFailed, match="half a torch"):
            process.opened()


def test_a_process_measures_every_metric_of_the_speed() -> None:
    """And what it measured is where the metric reads it."""
    speed = [metric for metric in METRICS.values() if metric.cell == "speed"]
    assert {metric.name for metric in speed} == TIMED.keys() | PEAKS.keys()
    assert {metric.name for metric in speed if metric.is_timed} == set(TIMED)
    header = SpeedRecord(
        **{field.name: None for field in fields(SpeedRecord) if field.default is MISSING}  # type: ignore[arg-type]  # no test reads them
    )
    seconds = {name: {"eca": [float(number)]} for number, name in enumerate(TIMED)}
    for metric in speed:
        if isinstance(metric, Time):
            timed = with_times(header, "s1", seconds, [1])
            assert metric.seconds_of(timed) == {"eca": tuple(seconds[metric.name]["eca"])}
        elif isinstance(metric, Memory):
            measured = with_peaks(header, {metric.name: {"eca": 7}})
            assert metric.peaks_of(measured) == {"eca": 7}


def test_what_is_imported_once_exists() -> None:
    assert all(find_spec(name) for name in SHARED)
