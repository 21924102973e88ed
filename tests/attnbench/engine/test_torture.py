"""Real kills of real processes, at random moments: what was trained ends in the same bits."""

import os
import random
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from attnbench.plan.plan import Plan
from attnbench.study import Study
from attnreport.record import TrainRecord

pytestmark = [pytest.mark.slow, pytest.mark.torture]

KILLS = 20
Command = Callable[[Path, Plan], list[str]]


@pytest.fixture
def tortured(brief: Plan) -> Plan:
    """Trains for half a minute, and is saved every second or so."""
    recipe = replace(brief.recipe, name="tortured", epochs=6, averaging=0.99)
    return replace(brief, recipe=recipe, limit=0, checkpoint_minutes=0.02)


def start(typed: list[str], folder: Path) -> "subprocess.Popen[bytes]":
    folder.mkdir(exist_ok=True)
    with (folder / "errors.txt").open("ab") as errors:
        return subprocess.Popen(
            [*typed, "--parallel", "2"], cwd=folder, stdout=subprocess.DEVNULL, stderr=errors
        )


def trained(folder: Path) -> dict[str, tuple[TrainRecord, bytes]]:
    study = Study.load(folder / "study")
    return {
        record.variant: (record, study.weights_file(record.key).read_bytes())
        for record in study.records()
        if isinstance(record, TrainRecord)
    }


def children(pid: int) -> list[int]:
    """The processes that a process has started, from Linux's own list."""
    try:
        return [
            int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        ]
    except FileNotFoundError:
        return []


def descendants(pid: int) -> Iterator[int]:
    for child in children(pid):
        yield child
        yield from descendants(child)


def wait_for_training(process: "subprocess.Popen[bytes]", study: Path) -> None:
    """Until training cells run: most of a life would else be imports and timing."""
    end = time.monotonic() + 300
    while process.poll() is None and time.monotonic() < end:
        is_timed = any(study.glob("records/speed-*.json"))
        if is_timed and any(children(worker) for worker in children(process.pid)):
            return
        time.sleep(0.05)


def kill_one(process: "subprocess.Popen[bytes]", dice: random.Random) -> str:
    """Kill the command, a worker or a cell's own process."""
    victims = [process.pid, *descendants(process.pid)]
    victim = dice.choice(victims)
    os.kill(victim, signal.SIGKILL)
    return "the command" if victim == process.pid else "a process below it"


def test_a_study_that_is_killed_again_and_again_ends_in_the_same_bits(
    tmp_path: Path, command: Command, tortured: Plan
) -> None:
    typed = command(tmp_path, tortured)
    typed[typed.index("brief.toml")] = str(tmp_path / "brief.toml")
    assert start(typed, tmp_path / "through").wait(timeout=900) == 0
    dice = random.Random(20261121)
    kills = 0
    while kills < KILLS:
        process = start(typed, tmp_path / "killed")
        wait_for_training(process, tmp_path / "killed" / "study")
        time.sleep(dice.uniform(0.0, 3.0))
        if process.poll() is not None:
            break
        kills += 1
        print(f"kill {kills}: {kill_one(process, dice)}")  # noqa: T201 - with -s
        process.terminate()
        process.wait(timeout=900)
    assert start(typed, tmp_path / "killed").wait(timeout=900) == 0
    through, killed = trained(tmp_path / "through"), trained(tmp_path / "killed")
    assert through.keys() == killed.keys() == {"baseline", "eca"}
    for variant, (record, weights) in through.items():
        again, killed_weights = killed[variant]
        assert killed_weights == weights
        assert again.scores == record.scores
        assert again.train_loss == record.train_loss
    resumed = [len(record.resumed_at) for record, _ in killed.values()]
    print(f"{kills} kills; training went on {resumed} times")  # noqa: T201 - with -s
    assert kills == KILLS
    assert sum(resumed) >= KILLS / 2
    assert not list((tmp_path / "killed" / "study" / "checkpoints").rglob("*.part"))
