"""Real kills of real processes, at random moments: what was trained ends in the same bits."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from attnbench.study import Study
from attnreport.record import TrainRecord

pytestmark = [pytest.mark.slow, pytest.mark.torture]

KILLS = 20
RECIPE = """
base = "quick"
name = "tortured"
epochs = 12
averaging = 0.99
"""


def start(folder: Path, study: str) -> "subprocess.Popen[bytes]":
    (folder / "recipe.toml").write_text(RECIPE)
    return subprocess.Popen(
        [
            *(sys.executable, "-m", "attnbench", "compare", "--modules", "eca"),
            *("--recipe", "recipe.toml", "--seeds", "1", "--parallel", "2", "--study", study),
            *("--batch-size", "2", "--checkpoint-minutes", "0.005"),
        ],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=(folder / f"{study}.txt").open("ab"),
    )


def trained(folder: Path) -> dict[str, tuple[TrainRecord, bytes]]:
    study = Study.load(folder)
    return {
        record.variant: (record, study.weights_file(record.key).read_bytes())
        for record in study.records()
        if isinstance(record, TrainRecord)
    }


def descendants(pid: int) -> Iterator[int]:
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        yield int(child)
        yield from descendants(int(child))


def kill_one(process: "subprocess.Popen[bytes]", dice: random.Random) -> str:
    """Kill the command, a worker or a cell's own process."""
    victims = [process.pid, *descendants(process.pid)]
    victim = dice.choice(victims)
    os.kill(victim, signal.SIGKILL)
    return "the command" if victim == process.pid else "a process below it"


def test_a_study_that_is_killed_again_and_again_ends_in_the_same_bits(tmp_path: Path) -> None:
    assert start(tmp_path, "through").wait(timeout=900) == 0
    dice = random.Random(20261121)
    landed = 0
    while landed < KILLS:
        process = start(tmp_path, "killed")
        time.sleep(dice.uniform(6.0, 14.0))
        if process.poll() is not None:
            break
        print(f"kill {landed + 1}: {kill_one(process, dice)}")  # noqa: T201 - with -s
        landed += 1
        if process.poll() is None:
            process.terminate()
        process.wait(timeout=900)
    assert start(tmp_path, "killed").wait(timeout=900) == 0
    through, killed = trained(tmp_path / "through"), trained(tmp_path / "killed")
    assert through.keys() == killed.keys() == {"baseline", "eca"}
    for variant, (record, weights) in through.items():
        again, killed_weights = killed[variant]
        assert killed_weights == weights
        assert again.scores_percent == record.scores_percent
        assert again.train_loss == record.train_loss
    resumed = sum(len(record.resumed_at) for record, _ in killed.values())
    print(f"{landed} kills; training went on {resumed} times")  # noqa: T201 - with -s
    assert landed == KILLS
    assert resumed > 0
    assert not list((tmp_path / "killed" / "checkpoints").rglob("*.part"))
