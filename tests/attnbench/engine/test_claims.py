"""Several processes fill one study without running a cell twice."""

import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from attnbench.plan.plan import Plan
from attnbench.plan.variant import parse_variants
from attnbench.study import Study
from attnbench.tasks.recipes import RECIPES

Command = Callable[[Path, Plan], list[str]]
Compare = Callable[[Path, Plan], "subprocess.CompletedProcess[str]"]

LOGGED = """
import os
from pathlib import Path
from torch import nn


class Logged(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.norm = nn.BatchNorm2d(channels)

    def forward(self, x):
        if self.training and not x.is_meta:
            (Path(__file__).parent / "pids" / str(os.getpid())).touch()
        return self.norm(x)
"""


@pytest.mark.slow
def test_two_commands_share_the_cells_of_a_study(
    tmp_path: Path, command: Command, brief: Plan
) -> None:
    (tmp_path / "logged.py").write_text(LOGGED)
    (tmp_path / "pids").mkdir()
    typed = command(
        tmp_path, replace(brief, modules=parse_variants("logged.py:Logged"), seeds=(0, 1))
    )
    both = [
        subprocess.Popen(
            [*typed, "--parallel", "1"],
            cwd=tmp_path,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    errors = [process.communicate(timeout=300)[1] for process in both]
    assert [process.returncode for process in both] == [0, 0], errors
    kinds = Counter(record.kind for record in Study.load(tmp_path / "study").records())
    assert kinds == {"cost": 2, "speed": 1, "train": 4}
    # The module runs in the command that counts it, and in a process for each of the speed cell and
    # the two training cells.
    assert len(list((tmp_path / "pids").iterdir())) == 4


def test_a_claim_is_held_by_one_and_given_back(tmp_path: Path) -> None:
    study = Study.open(
        tmp_path / "study", Plan(modules=parse_variants("se"), recipe=RECIPES["quick"])
    )
    program = (
        "from pathlib import Path\nfrom attnbench.study import Study\n"
        f"with Study.load(Path({str(study.folder)!r})).claim('cell') as mine: print(mine)\n"
    )
    other = [sys.executable, "-c", program]
    with study.claim("cell") as first:
        assert first
        held = subprocess.run(other, capture_output=True, text=True, check=True)
    free = subprocess.run(other, capture_output=True, text=True, check=True)
    assert (held.stdout, free.stdout) == ("False\n", "True\n")


@pytest.mark.slow
def test_a_finished_study_has_no_checkpoints(tmp_path: Path, compare: Compare, brief: Plan) -> None:
    saved_often = replace(brief, checkpoint_minutes=0.0)
    assert compare(tmp_path, saved_often).returncode == 0
    left = list((tmp_path / "study" / "checkpoints").rglob("*.*"))
    assert {file.name for file in left} == {"model.safetensors"}
    leftover = left[0].with_name("checkpoint.json")
    leftover.write_text("of a run that was killed right after its record")
    assert compare(tmp_path, saved_often).returncode == 0
    assert not leftover.exists()


@pytest.mark.slow
def test_two_processes_share_the_batches_of_one_cell(
    tmp_path: Path, compare: Compare, brief: Plan
) -> None:
    shared = compare(tmp_path, replace(brief, devices=2))
    assert shared.returncode == 0, shared.stderr
    trained = [r for r in Study.load(tmp_path / "study").records() if r.kind == "train"]
    assert [record.devices for record in trained] == [2, 2]
    assert len({record.batches_sha256 for record in trained}) == 1


@pytest.mark.slow
def test_a_launcher_starts_the_command_once(tmp_path: Path) -> None:
    launch = [sys.executable, "-m", "torch.distributed.run", "--nproc_per_node", "2"]
    version = [*launch, "-m", "attnbench", "--version"]
    result = subprocess.run(
        version, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=120
    )
    assert result.returncode == 0, result.stderr
    assert result.stdout.count("attnbench") == 1
