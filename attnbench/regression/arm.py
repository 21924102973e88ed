"""The program of a process that measures one version of the code, a line of JSON at a time.

It is run as a file of the newer version, whatever version it imports: so both sides of the pipe
always speak alike, and what is timed is the version's own.
"""

import copy
import json
import os
import random
import sys
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

import torch
from torch import nn

from attnbench.cost.memory import peak_bytes
from attnbench.cost.speed import Action, seconds_of
from attnbench.data.source import DataSource
from attnbench.engine.cells.header import Job
from attnbench.engine.cells.measure import failed, measure
from attnbench.engine.cells.workload import forwards, state_of, steppers, steps, weights_of
from attnbench.engine.processes.orphans import die_with_parent
from attnbench.network.build import build_row, move_to
from attnbench.plan.cells import CostCell, SpeedCell, TrainCell
from attnbench.plan.plan import Plan, plan_from_toml
from attnbench.plan.variant import parse_variant
from attnbench.tasks.make import make_task
from attnbench.tasks.sources import open_data_of
from attnbench.training.task import Task
from attnreport.record import dump

OPEN = "open"
"""The first message, which brings the plan; the others name a method of `Arm`."""

FOLDER = Path(__file__).absolute().parent
WARM_UPS = 2
MOST_PADDING = 2**18
"""Elements: networks are placed anew with random gaps, as another start would place them."""

Answer = dict[str, Any]
Networks = dict[str, nn.Module]
Actions = Mapping[str, Action]
Held = Mapping[str, Callable[[], Iterable[torch.Tensor]]]
"""By row, gives the tensors that it holds from call to call."""


class Arm:
    """Answers questions about one plan.

    Args:
        plan: Its modules are those of this version.
        command: What the user typed, for the records.
    """

    def __init__(self, plan: Plan, command: str) -> None:
        self._plan = plan
        self._command = command
        self._networks: Networks = {}
        self._timed: dict[str, Actions] = {}
        self._held: list[object] = []

    @cached_property
    def _source(self) -> DataSource:
        """The data set; opened when it is first needed."""
        return open_data_of(self._plan)

    @cached_property
    def _task(self) -> Task:
        """Brings the data of training steps, and so is made only for them."""
        # Plans of earlier versions have no batch of their own for it.
        batch = getattr(self._plan, "train_batch_size", 0) or self._plan.recipe.batch_size
        recipe = replace(self._plan.recipe, batch_size=batch)
        return make_task(replace(self._plan, recipe=recipe), self._source)

    def build(self, row: str) -> Answer:
        """Build a row's network."""
        variant = parse_variant(row)
        self._networks[row] = build_row(self._plan, self._source, variant, seed=0)
        return {}

    def files(self) -> Answer:
        """The files of everything that is imported."""
        named = (getattr(module, "__file__", None) for module in list(sys.modules.values()))
        # Some modules name a file that does not exist, such as torch.ops.
        files = {file for file in named if file and _exists(Path(file))}
        # This program and the one it is forked from are of the newer version, whatever it imports.
        return {"files": sorted(file for file in files if Path(file).parent != FOLDER)}

    def measure(self, row: str, seed: int | None) -> Answer:
        """The cost record of a row, or with a seed its training record."""
        variant = parse_variant(row)
        cell = CostCell(variant) if seed is None else TrainCell(variant, seed)
        job = Job(self._plan, self._source, cell, str(cell), self._command)
        return {"record": dump(measure(job, lambda *_: None).record).decode()}

    def header(self, rows: list[str]) -> Answer:
        """An empty record of the speed of some rows: what it says besides times and bytes."""
        torch.set_num_threads(self._plan.timing_threads)
        cell = SpeedCell(tuple(map(parse_variant, rows)))
        job = Job(self._plan, self._source, cell, "speed", self._command)
        return {"record": dump(failed(job, job.header())).decode()}

    def peaks(self, metric: str) -> Answer:
        """Peak bytes of one action of each row."""
        actions, held = PEAKS[metric](self, self._placed())
        device = self._plan.device
        return {"bytes": {row: peak_bytes(act, held[row], device) for row, act in actions.items()}}

    def place(self, metrics: list[str], cores: list[int]) -> Answer:
        """Give every network a place of its own in memory, on some cores, and warm it up."""
        with suppress(AttributeError, OSError):
            # Threads that run already, too: only new ones follow the first.
            for thread in Path("/proc/self/task").iterdir():
                os.sched_setaffinity(int(thread.name), cores)
        torch.set_num_threads(self._plan.timing_threads)
        self._timed.clear()
        self._held.clear()
        for metric in metrics:
            self._timed[metric] = TIMED[metric](self, self._placed())
            for action in self._timed[metric].values():
                for _ in range(WARM_UPS):
                    action()
        return {}

    def time(self, metric: str, row: str) -> Answer:
        """Seconds of one call."""
        return {"seconds": seconds_of(self._timed[metric][row], self._plan.device)}

    def single_images(self, networks: Networks) -> Actions:
        """Evaluation forwards of one image."""
        return forwards(self._plan, self._source.size, networks, 1)

    def batches(self, networks: Networks) -> Actions:
        """Evaluation forwards of one batch."""
        return forwards(self._plan, self._source.size, networks, self._plan.batch_size)

    def train_steps(self, networks: Networks) -> Actions:
        """Training steps."""
        return steps(networks, steppers(self._plan, networks, self._task), self._task)

    def held_batches(self, networks: Networks) -> tuple[Actions, Held]:
        """Evaluation forwards of one batch, and what each network holds."""
        held = {row: weights_of(network) for row, network in networks.items()}
        return self.batches(networks), held

    def held_train_steps(self, networks: Networks) -> tuple[Actions, Held]:
        """Training steps, and what each network holds."""
        trained_by = steppers(self._plan, networks, self._task)
        held = {
            row: state_of(network, trained_by[row].optimizer) for row, network in networks.items()
        }
        return steps(networks, trained_by, self._task), held

    def _placed(self) -> Networks:
        placed = {}
        for row, network in self._networks.items():
            self._held.append(torch.empty(random.randrange(1, MOST_PADDING)))
            placed[row] = move_to(
                copy.deepcopy(network),
                self._plan.device,
                channels_last=self._plan.recipe.channels_last,
            )
        return placed


TIMED: Mapping[str, Callable[[Arm, Networks], Actions]] = {
    "latency": Arm.single_images,
    "throughput": Arm.batches,
    "train_step": Arm.train_steps,
}
"""What is timed, by metric."""

PEAKS: Mapping[str, Callable[[Arm, Networks], tuple[Actions, Held]]] = {
    "memory": Arm.held_batches,
    "train_memory": Arm.held_train_steps,
}
"""Whose peak memory is measured, by metric."""


def _exists(file: Path) -> bool:
    return file.is_absolute() and file.is_file()


def main() -> None:
    """Answer each line of standard input with one of standard output, until it ends."""
    die_with_parent()
    say = _channel()
    arm: Arm | None = None
    for line in sys.stdin:
        words = json.loads(line)
        question = words.pop("ask")
        try:
            if question == OPEN:
                arm = Arm(plan_from_toml(words["plan"], "the plan"), words["command"])
                say({})
            else:
                say(getattr(arm, question)(**words))
        except Exception as error:  # noqa: BLE001 - whatever it is, the parent reads it
            say({"error": str(error) or type(error).__name__, "kind": type(error).__name__})


def _channel() -> Callable[[Answer], None]:
    """The way to the parent; what a module prints does not get into it."""
    channel = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())

    def say(answer: Answer) -> None:
        channel.write(f"{json.dumps(answer)}\n")
        channel.flush()

    return say


if __name__ == "__main__":
    main()
