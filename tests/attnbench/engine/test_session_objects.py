"""A class of a notebook is compared in the notebook's process, and measured again if it changes."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from torch import Tensor, nn

import attnbench
from attnbench.engine.executors.here import Here
from attnbench.engine.progress import Silent
from attnbench.engine.run import prepare, run
from attnbench.errors import WrongUse
from attnbench.plan.plan import Plan
from attnbench.tasks.recipes import RECIPES
from attnbench.tasks.sources import open_data_of
from attnreport.record import CostRecord
from tests.attnbench.own import forms

RECIPE = replace(RECIPES["quick"], epochs=0)


def gate(bias: bool) -> type[nn.Module]:
    class Gate(nn.Module):
        def __init__(self, channels: int) -> None:
            super().__init__()
            self.conv = nn.Conv2d(channels, channels, 1, bias=bias)

        def forward(self, x: Tensor) -> Tensor:
            return x * self.conv(x).sigmoid()

    return Gate


def planned(*modules: object) -> Plan:
    return Plan(modules=modules, recipe=RECIPE, rounds=1, batch_size=2)  # type: ignore[arg-type]  # read by Plan


def sizes(folder: Path, *modules: object) -> dict[str, tuple[int, str]]:
    """By label, the parameters that a module adds and when they were counted."""
    plan = planned(*modules)
    source = open_data_of(plan)
    study = prepare(plan, source, folder)
    records = run(plan, source, study, "notebook", Silent(), Here(), kinds=("cost",))
    assert [record.error for record in records] == [None] * len(records)
    return {
        record.label: ((record.params or 0) - (record.baseline_params or 0), record.started_at)
        for record in records
        if isinstance(record, CostRecord)
    }


def test_an_object_is_measured_once_and_again_when_it_has_changed(tmp_path: Path) -> None:
    first = sizes(tmp_path, gate(bias=True), forms.Nothing)
    assert list(first) == ["Baseline", "Gate", "Nothing"]
    assert sizes(tmp_path, gate(bias=True), forms.Nothing) == first
    assert 0 < sizes(tmp_path, gate(bias=False))["Gate"][0] < first["Gate"][0]


def test_rows_of_one_name_are_told_apart(tmp_path: Path) -> None:
    class Nothing(nn.Identity):
        def __init__(self, channels: int) -> None:
            super().__init__(channels)

    labels = list(sizes(tmp_path, Nothing, forms.Nothing))
    assert labels == ["Baseline", "Nothing (here)", "Nothing (tests.attnbench.own.forms)"]


def test_other_processes_are_refused_what_they_cannot_import(tmp_path: Path) -> None:
    with pytest.raises(WrongUse, match=r"executor must be 'here' for Gate, defined in a notebook"):
        attnbench.compare(planned(gate(bias=True)), tmp_path)


SCRIPT = """
import attnbench
from dataclasses import replace
from attnbench.tasks.recipes import RECIPES
from lib.gates import Gate

plan = attnbench.Plan(
    modules=(Gate,), recipe=replace(RECIPES["quick"], epochs=0), rounds=1, batch_size=2
)
for record in attnbench.compare(plan, "study", progress=False).records:
    print(record.kind, record.error)
"""


@pytest.mark.slow
def test_what_a_script_imports_runs_in_other_processes_too(tmp_path: Path) -> None:
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "gates.py").write_text(
        "from torch import nn\n\n\nclass Gate(nn.Identity):\n"
        "    def __init__(self, channels):\n        super().__init__()\n"
    )
    (tmp_path / "script.py").write_text(SCRIPT)
    command = [sys.executable, "script.py"]
    result = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert result.stdout.split() == ["cost", "None", "cost", "None", "speed", "None"], result.stderr


CELLS = """
from torch import nn
import attnbench


class Gate(nn.Module):
    def __init__(self, dim, oup):
        super().__init__()
        self.conv = nn.Conv2d(dim, oup, 1)

    def forward(self, x):
        return x * self.conv(x).sigmoid()


def small(channels):
    return Gate(channels, channels)


for module, options in ((Gate, {"oup": "C"}), (small, {}), (lambda c: Gate(c, c), {})):
    network = nn.Sequential(nn.Conv2d(3, 8, 1), nn.ReLU())
    with attnbench.inject(network, module, site="1", input_size=(3, 8, 8), **options) as injection:
        print(len(injection.places), end=" ")
    print(*(f.result for f in attnbench.check(module, only=("runs", "shape", "ddp")).findings))
print(*attnbench.Plan(modules=(small,), recipe=attnbench.RECIPES["quick"]).modules)
"""


def test_what_a_notebook_defines_is_injected_checked_and_planned() -> None:
    """As in a notebook, `__main__` has no file."""
    command = [sys.executable, "-"]
    result = subprocess.run(command, input=CELLS, capture_output=True, text=True, check=False)
    assert result.stdout.splitlines() == [
        "1 failed passed skipped",
        "1 passed passed skipped",
        "1 passed passed skipped",
        "here:small",
    ], result.stderr
