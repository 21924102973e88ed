"""What fails is a record with its reason, and what is measured stays."""

import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from attnbench.plan.plan import Plan
from attnbench.plan.variant import parse_variants
from attnbench.study import Study
from attnreport.record import TrainRecord

Compare = Callable[[Path, Plan], "subprocess.CompletedProcess[str]"]

HUNGRY = """
import torch
from torch import nn


class Hungry(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.scale = nn.Parameter(torch.ones(channels, 1, 1))

    def forward(self, x):
        if len(x) > 32 and not x.is_meta:
            torch.empty(1 << 50)
        return x * self.scale
"""

FRAIL = """
import errno
from pathlib import Path
from torch import nn


class Frail(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.norm = nn.BatchNorm2d(channels)
        self.steps = 0

    def forward(self, x):
        self.steps += self.training and len(x) > 32
        if self.steps == 5 and (Path(__file__).parent / "full").exists():
            raise OSError(errno.ENOSPC, "no space left")
        return self.norm(x)
"""


def training(folder: Path) -> list[TrainRecord]:
    return [r for r in Study.load(folder).records() if isinstance(r, TrainRecord)]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A folder on a disk of two megabytes: enough for records, not for a checkpoint."""
    disk = tmp_path / "disk"
    disk.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(disk)]
    try:
        mounted = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        pytest.skip("there is no mount command")
    if mounted.returncode:
        pytest.skip(f"cannot mount a small disk: {mounted.stderr.strip()}")
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=True)


@pytest.mark.slow
def test_a_full_disk_fails_the_cells_and_spares_what_is_there(
    small_disk: Path, compare: Compare, brief: Plan
) -> None:
    full = compare(small_disk, replace(brief, checkpoint_minutes=0.0))
    assert full.returncode == 1, full.stderr
    assert full.stderr.count("the disk is full") >= 2
    assert "Traceback" not in full.stderr
    records = Study.load(small_disk / "study").records()
    assert [r.kind for r in records if not r.error] == ["cost", "cost", "speed"]
    assert not list(small_disk.rglob("*.part"))
    subprocess.run(["mount", "-o", "remount,size=64m", str(small_disk)], check=True)
    result = compare(small_disk, brief)
    assert result.returncode == 0, result.stderr
    assert [record.error for record in training(small_disk / "study")] == [None, None]


@pytest.mark.slow
def test_a_lack_of_memory_fails_its_row_alone(
    tmp_path: Path, compare: Compare, brief: Plan
) -> None:
    (tmp_path / "hungry.py").write_text(HUNGRY)
    result = compare(tmp_path, replace(brief, modules=parse_variants("hungry.py:Hungry")))
    assert result.returncode == 1
    assert "Traceback" not in result.stderr
    by_row = {record.variant: record.error for record in training(tmp_path / "study")}
    assert by_row.pop("baseline") is None
    (error,) = by_row.values()
    assert "not enough memory" in str(error)
    assert "lower the batch size of the plan" in str(error)


@pytest.mark.slow
def test_a_cell_that_failed_goes_on_from_its_last_checkpoint(
    tmp_path: Path, compare: Compare, brief: Plan
) -> None:
    (tmp_path / "frail.py").write_text(FRAIL)
    (tmp_path / "full").touch()
    plan = replace(brief, modules=parse_variants("frail.py:Frail"), checkpoint_minutes=0.0)
    assert compare(tmp_path, plan).returncode == 1
    (tmp_path / "full").unlink()
    assert compare(tmp_path, plan).returncode == 0
    by_row = {record.variant: record for record in training(tmp_path / "study")}
    assert by_row.pop("baseline").resumed_at == ()
    (resumed,) = by_row.values()
    assert len(resumed.resumed_at) == 1
    assert not list((tmp_path / "study" / "checkpoints").rglob("checkpoint.json"))
