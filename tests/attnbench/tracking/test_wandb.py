"""Weights & Biases keeps a run in files where it is offline."""

from pathlib import Path

import pytest

from attnbench.plan.plan import Plan
from attnbench.plan.variant import parse_variants
from attnbench.tasks.recipes import RECIPES
from attnbench.tracking.run import tracked_run
from attnbench.tracking.send import send
from attnbench.tracking.table import read_trackers
from tests.reports.conftest import train

wandb = pytest.importorskip("wandb")
pytestmark = pytest.mark.filterwarnings("default")


def test_each_run_is_one_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("WANDB_MODE", "offline")
    plan = Plan(modules=parse_variants("ema"), recipe=RECIPES["quick"])
    for seed in (0, 1):
        send(read_trackers(["wandb"])[0], tracked_run(Path("a:b"), plan, train("ema", seed)))
    wandb.teardown()  # Its own process writes the last of a file when it ends.
    contents = [file.read_bytes() for file in tmp_path.glob("wandb/offline-run-*/*.wandb")]
    names = [name for text in contents for name in (b"ema/seed-0", b"ema/seed-1") if name in text]
    assert sorted(names) == [b"ema/seed-0", b"ema/seed-1"]
    assert all(b"a-b" in text and text.count(b"train/loss") >= 3 for text in contents)
