"""The speed cell: throughput, latency, training step and peak memory of all rows, in turns."""

import copy
from collections.abc import Mapping

from torch import nn

from attnbench.cost.memory import peak_bytes
from attnbench.cost.speed import Action, Progress, time_in_turns
from attnbench.data.source import DataSource
from attnbench.engine.cells.header import Job
from attnbench.engine.cells.workload import forwards, state_of, steppers, steps, weights_of
from attnbench.network.build import build_row, move_to
from attnbench.plan.cells import SpeedCell
from attnbench.plan.plan import Plan
from attnbench.tasks.make import make_task
from attnreport.record import BASELINE, NULL_ROW, SpeedRecord


def measure_speed(job: Job, cell: SpeedCell, report: Progress) -> SpeedRecord:
    """Time every row and the null row: a batch forward, one image forward, one training step."""
    plan, source = job.plan, job.source
    task = make_task(plan, source)
    networks = _networks(plan, source, cell)

    def timed(
        actions: Mapping[str, Action], what: str, done: float
    ) -> dict[str, tuple[float, ...]]:
        return time_in_turns(
            actions,
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
    }
    trained_by = steppers(plan, networks, task)
    training = steps(networks, trained_by, task)
    train_step_s = timed(training, "training step", 2 / 3)
    peak_train_step = {
        name: peak_bytes(action, state_of(networks[name], trained_by[name].optimizer), plan.device)
        for name, action in training.items()
    }
    return SpeedRecord(
        **job.header(),
        variants=tuple(map(str, cell.variants)),
        batch_size=plan.batch_size,
        train_batch_size=plan.recipe.batch_size,
        channels_last=plan.recipe.channels_last,
        forward_s=forward_s,
        latency_s=latency_s,
        train_step_s=train_step_s,
        peak_forward_bytes=peak_forward,
        peak_train_step_bytes=peak_train_step,
    )


def _networks(plan: Plan, source: DataSource, cell: SpeedCell) -> dict[str, nn.Module]:
    networks = {str(variant): build_row(plan, source, variant, seed=0) for variant in cell.variants}
    networks[NULL_ROW] = copy.deepcopy(networks[BASELINE])
    return {
        name: move_to(network, plan.device, channels_last=plan.recipe.channels_last)
        for name, network in networks.items()
    }
