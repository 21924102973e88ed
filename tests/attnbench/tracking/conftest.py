"""A tracker of a user's own, which writes what it hears into a file."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

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
