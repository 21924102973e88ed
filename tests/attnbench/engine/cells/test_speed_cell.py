"""A row that cannot be timed fails alone: the others are timed without it."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from attnbench.engine.cells.header import Job
from attnbench.engine.cells.measure import measure
from attnbench.plan.cells import SpeedCell
from attnbench.plan.plan import Plan
from attnbench.plan.variant import THE_BASELINE, parse_variants
from attnbench.tasks.sources import open_data_of
from attnreport.record import NULL_ROW, SpeedRecord

FAILING = """
import torch
from torch import nn

class NoNumbers(nn.Module):
    "Runs without numbers alone."

    def __init__(self, channels):
        super().__init__()
        self.scale = nn.Parameter(torch.ones(channels))

    def forward(self, x):
        if not x.is_meta:
            raise RuntimeError("no numbers")
        return x * self.scale[:, None, None]

class NoTraining(nn.Module):
    "Runs, but not in training."

    def __init__(self, channels):
        super().__init__()
        self.scale = nn.Parameter(torch.ones(channels))

    def forward(self, x):
        if self.training and not x.is_meta:
            raise ValueError("not to be trained")
        return x * self.scale[:, None, None]
"""


@pytest.fixture
def record(brief: Plan, tmp_path: Path) -> SpeedRecord:
    file = tmp_path / "first.py"
    file.write_text(FAILING)
    modules = parse_variants(f"{file}:NoNumbers,eca,{file}:NoTraining")
    recipe = replace(brief.recipe, batch_size=8)
    plan = replace(brief, modules=modules, recipe=recipe, limit=40, rounds=1)
    cell = SpeedCell((THE_BASELINE, *modules))
    job = Job(plan, open_data_of(plan), cell, "key", "command")
    measured = measure(job, lambda *_: None).record
    assert isinstance(measured, SpeedRecord)
    return measured


def test_a_row_that_fails_takes_no_other_with_it(record: SpeedRecord) -> None:
    assert record.error is None
    no_numbers, eca, no_training = record.variants[1:]
    assert set(record.forward_s) == {"baseline", eca, no_training, NULL_ROW}
    assert set(record.peak_forward_bytes) == set(record.forward_s)
    assert set(record.train_step_s) == {"baseline", eca, NULL_ROW}
    assert set(record.peak_train_step_bytes) == set(record.train_step_s)
    assert "throughput fails with RuntimeError: no numbers" in record.failures[no_numbers]
    assert "training step fails with ValueError: not to be trained" in record.failures[no_training]
    assert len(record.errors) == 2


def test_the_load_of_the_machine_goes_with_the_times(record: SpeedRecord) -> None:
    assert record.own_cpu_s is not None
    assert 0 < record.own_cpu_s < 64 * record.wall_s
    loads = (record.load_before, record.load_after)
    assert [load is not None and load >= 0 for load in loads] == 2 * [hasattr(os, "getloadavg")]
