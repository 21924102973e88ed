"""Several processes fill one study without running a cell twice."""

import subprocess
import sys
from collections import Counter
from pathlib import Path

from attnbench.plan import Plan
from attnbench.study import Study

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


def test_two_commands_share_the_cells_of_a_study(tmp_path: Path) -> None:
    (tmp_path / "logged.py").write_text(LOGGED)
    (tmp_path / "pids").mkdir()
    (tmp_path / "short.toml").write_text('base = "quick"\nname = "short"\nepochs = 1\n')
    command = [
        *(sys.executable, "-m", "attnbench", "compare", "--modules", "logged.py:Logged"),
        *("--recipe", "short.toml", "--seeds", "2", "--parallel", "1", "--study", "study"),
        *("--batch-size", "2"),
    ]
    both = [
        subprocess.Popen(
            command, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    errors = [process.communicate(timeout=300)[1] for process in both]
    assert [process.returncode for process in both] == [0, 0], errors
    kinds = Counter(record.kind for record in Study.load(tmp_path / "study").records())
    assert kinds == {"cost": 2, "speed": 1, "train": 4}
    # The module trains in the speed cell and in two training cells, each with a process of its own.
    assert len(list((tmp_path / "pids").iterdir())) == 3


def test_a_claim_is_held_by_one_and_given_back(tmp_path: Path) -> None:
    study = Study.open(tmp_path / "study", Plan(modules=("se",)))
    with study.claim("cell") as first:
        assert first
        program = (
            "from pathlib import Path\nfrom attnbench.study import Study\n"
            f"with Study.load(Path({str(study.folder)!r})).claim('cell') as mine: print(mine)\n"
        )
        other = [sys.executable, "-c", program]
        held = subprocess.run(other, capture_output=True, text=True, check=True)
    free = subprocess.run(other, capture_output=True, text=True, check=True)
    assert (held.stdout, free.stdout) == ("False\n", "True\n")


def test_a_finished_study_has_no_checkpoints(tmp_path: Path) -> None:
    (tmp_path / "short.toml").write_text('base = "quick"\nname = "short"\nepochs = 1\n')
    command = [
        *(sys.executable, "-m", "attnbench", "compare", "--modules", "eca", "--seeds", "1"),
        *("--recipe", "short.toml", "--study", "study", "--batch-size", "2"),
        *("--checkpoint-minutes", "0"),
    ]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=300)
    left = list((tmp_path / "study" / "checkpoints").rglob("*.*"))
    assert {file.name for file in left} == {"model.safetensors"}
    leftover = left[0].with_name("checkpoint.json")
    leftover.write_text("of a run that was killed right after its record")
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=300)
    assert not leftover.exists()
