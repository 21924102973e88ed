"""`--track` in the command itself, on a study that is finished: nothing is measured for it."""

import shutil
import subprocess
from pathlib import Path

import pytest

import attnbench
from attnbench.cli import main

Compared = tuple[Path, "subprocess.CompletedProcess[str]"]

TRACKER = """
from pathlib import Path
from accelerate.tracking import GeneralTracker


class Mine(GeneralTracker):
    name = "mine"
    requires_logging_directory = True
    tracker = None

    def __init__(self, run_name, folder):
        super().__init__()
        self.run, self.file = run_name, Path(folder, "heard.txt")

    def log(self, values, step=None, **kwargs):
        with self.file.open("a") as stream:
            stream.write(f"{self.run} {step} {sorted(values)}\\n")
"""

CURVES = "['test/top1', 'test/top5', 'train/loss', 'val/top1', 'val/top5']"


def test_the_runs_of_a_finished_study_are_sent_once(
    compared: Compared, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copytree(compared[0] / "study", "study")
    Path("mine.py").write_text(TRACKER)
    with pytest.raises(SystemExit) as end:
        main(("compare", "--study", "./study", "--track", "mine.py:Mine"))
    assert end.value.code == 0
    attnbench.compare(study="./study", track="mine.py:Mine", progress=False)
    assert Path("study/heard.txt").read_text().splitlines() == [
        f"{row}/seed-0 {epoch} {CURVES}" for row in ("baseline", "eca") for epoch in (1, 2)
    ]
