"""A tracker of a user's own, which writes what it hears into a file."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from attnbench.plan.cells import TrainCell
from attnbench.plan.plan import Plan
from attnbench.plan.variant import parse_variant, parse_variants
from attnbench.tasks.recipes import RECIPES
from attnbench.tracking.run import TrackedRun, tracked_run
from attnbench.training.messages import Epoch

NOTEBOOK = """
import json
from pathlib import Path
from accelerate.tracking import GeneralTracker

HEARD = Path(__file__).with_name("heard.jsonl")


def note(*words):
    with HEARD.open("a") as stream:
        stream.write(json.dumps(words) + "\\n")


class Notebook(GeneralTracker):
    name = "notebook"
    requires_logging_directory = False
    tracker = None

    def __init__(self, run_name):
        super().__init__()
        self.run_name = run_name

    def store_init_configuration(self, values):
        note("config", self.run_name, values)

    def log(self, values, step=None, **kwargs):
        note("log", self.run_name, step, values)

    def finish(self):
        note("finish", self.run_name)


class Full(Notebook):
    def log(self, values, step=None, **kwargs):
        super().log(values, step)
        raise OSError("no room for\\nepochs")
"""

Heard = Callable[[], list[list[object]]]


EPOCHS = [
    Epoch(number=number, train_loss=loss, test={"top1": 20.0 * number}, validation={})
    for number, loss in ((1, 4.25), (2, 2.5), (3, 1.125))
]
"""Of every planted run."""

RunOf = Callable[..., TrackedRun]


@pytest.fixture
def run_of(tmp_path: Path) -> RunOf:
    """Makes the run of a seed in a study."""

    def make(seed: int = 0, study: str = "mine") -> TrackedRun:
        plan = Plan(modules=parse_variants("ema"), recipe=RECIPES["quick"])
        cell = TrainCell(parse_variant("ema"), seed)
        return tracked_run(tmp_path / study, plan, cell, f"train-ema-seed{seed}-0a1b")

    return make


@pytest.fixture
def notebook(tmp_path: Path) -> Path:
    """A file with the trackers `Notebook`, and `Full`, which fails at the first epoch."""
    file = tmp_path / "notebook.py"
    file.write_text(NOTEBOOK)
    return file


@pytest.fixture
def heard(notebook: Path) -> Heard:
    """What the trackers of the file have heard so far."""

    def read() -> list[list[object]]:
        file = notebook.with_name("heard.jsonl")
        return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []

    return read
