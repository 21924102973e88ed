"""Cells in processes of their own: how many at once, and why one has no record."""

from dataclasses import replace

import pytest

from attnbench.engine.executors.processes import Processes, cause_of
from attnbench.plan.plan import Plan


@pytest.mark.parametrize(("device", "threads", "expected"), [("cuda", 1, 1), ("cpu", 10_000, 1)])
def test_a_gpu_and_a_full_processor_train_one_cell_at_a_time(
    device: str, threads: int, expected: int, brief: Plan
) -> None:
    plan = replace(brief, device=device, threads=threads)
    assert Processes().at_once(plan) == expected
    assert Processes(3).at_once(plan) == 3


@pytest.mark.parametrize(
    ("code", "complaints", "expected"),
    [
        (-9, "", "was killed (signal 9), most often for lack of memory; lower the batch size"),
        (-15, "", "was ended by SIGTERM; run the command again"),
        (1, "Traceback\nValueError: no\n", "ended with exit code 1: ValueError: no"),
        (3, "", "ended with exit code 3: no message"),
    ],
)
def test_a_process_without_a_record_has_a_cause(
    code: int, complaints: str, expected: str, brief: Plan
) -> None:
    assert expected in cause_of(code, complaints, brief)
