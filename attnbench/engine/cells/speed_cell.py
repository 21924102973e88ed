"""The speed cell: throughput, latency, training step and peak memory of all rows, in turns."""

import copy
import time
from collections.abc import Mapping

from torch import nn

from attnbench.cost.memory import peak_bytes
from attnbench.cost.speed import Action, Progress, seconds_of, time_in_turns
from attnbench.data.source import DataSource
from attnbench.engine.cells.header import Job, failure_text
from attnbench.engine.cells.workload import (
    forwards,
    state_of,
    steppers,
    steps,
    timed_plan,
    weights_of,
)
from attnbench.environment import load_average
from attnbench.network.build import build_row, move_to
from attnbench.plan.cells import SpeedCell
from attnbench.plan.plan import Plan
from attnbench.tasks.make import make_task
from attnreport.record import BASELINE, NULL_ROW, SpeedRecord


def measure_speed(job: Job, cell: SpeedCell, report: Progress) -> SpeedRecord:
    """Time every row and the null row: a batch forward, one image forward, one training step."""
    load_before, cpu_s = load_average(), time.process_time()
    plan, source = job.plan, job.source
    task = make_task(timed_plan(plan), source)
    networks = _networks(plan, source, cell)
    failures: dict[str, str] = {}

    def timed(
        actions: Mapping[str, Action], what: str, done: float
    ) -> dict[str, tuple[float, ...]]:
        sound = {name: action for name, action in actions.items() if name not in failures}
        failures.update(failures_of(sound, what, plan))
        return time_in_turns(
            {name: action for name, action in sound.items() if name not in failures},
            rounds=plan.rounds,
            device=plan.device,
            report=lambda share, words: report(done + share / 3, f"{what}, {words}"),
        )

    batches = forwards(plan, source.size, networks, plan.batch_size)
    forward_s = timed(batches, "throughput", 0.0)
    latency_s = timed(forwards(plan, source.size, networks, 1), "latency", 1 / 3)
    peak_forward = {
        name: peak_bytes(action, weights_of(networks[name]), plan.device)
        for name, action in batches.items()
        if name in forward_s
    }
    trained_by = steppers(plan, networks, task)
    training = steps(networks, trained_by, task)
    train_step_s = timed(training, "training step", 2 / 3)
    peak_train_step = {
        name: peak_bytes(action, state_of(networks[name], trained_by[name].optimizer), plan.device)
        for name, action in training.items()
        if name in train_step_s
    }
    return SpeedRecord(
        **job.header(),
        variants=tuple(map(str, cell.variants)),
        batch_size=plan.batch_size,
        train_batch_size=plan.timed_train_batch,
        channels_last=plan.recipe.channels_last,
        forward_s=forward_s,
        latency_s=latency_s,
        train_step_s=train_step_s,
        peak_forward_bytes=peak_forward,
        peak_train_step_bytes=peak_train_step,
        failures=failures,
        load_before=load_before,
        load_after=load_average(),
        own_cpu_s=time.process_time() - cpu_s,
    )


def failures_of(actions: Mapping[str, Action], what: str, plan: Plan) -> Mapping[str, str]:
    """By row that fails when it runs once, why.

    Args:
        actions: By row.
        what: What they do, for the sentence.
        plan: Of the cell.

    Raises:
        Exception: of the baseline, without which no ratio can be had.
    """
    failures = {}
    for name, action in actions.items():
        try:
            seconds_of(action, plan.device)
        except Exception as error:
            if name in (BASELINE, NULL_ROW):
                raise
            failures[name] = f"{what} fails with {failure_text(error, plan)}"
    return failures


def _networks(plan: Plan, source: DataSource, cell: SpeedCell) -> dict[str, nn.Module]:
    networks = {str(variant): build_row(plan, source, variant, seed=0) for variant in cell.variants}
    networks[NULL_ROW] = copy.deepcopy(networks[BASELINE])
    return {
        name: move_to(network, plan.device, channels_last=plan.recipe.channels_last)
        for name, network in networks.items()
    }
