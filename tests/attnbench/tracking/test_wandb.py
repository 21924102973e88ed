"""Weights & Biases keeps a run in files where it is offline."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from attnbench.tracking.run import TrackedRun
from attnbench.tracking.send import OpenRun, open_run
from attnbench.tracking.table import read_trackers
from tests.attnbench.tracking.conftest import EPOCHS, RunOf

wandb = pytest.importorskip("wandb")
pytestmark = pytest.mark.filterwarnings("default")


@pytest.fixture(autouse=True)
def offline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("WANDB_MODE", "offline")
    yield
    wandb.teardown()


def opened(run: TrackedRun) -> OpenRun:
    result = open_run(read_trackers(["wandb"])[0], run)
    assert result is not None
    return result


def files() -> list[bytes]:
    """The file of each run, or of each part of one that was stopped, in order."""
    wandb.teardown()  # Its own process writes the last of a file when it ends.
    return [file.read_bytes() for file in sorted(Path().glob("wandb/offline-run-*/*.wandb"))]


def test_two_runs_go_on_at_once_and_each_is_one_of_its_own(run_of: RunOf) -> None:
    first, second = opened(run_of(0, "a:b")), opened(run_of(1, "a:b"))
    for epoch in EPOCHS:
        first.log(epoch)
        second.log(epoch)
    first.finish("today")
    second.finish("today")
    contents = files()
    names = [name for text in contents for name in (b"ema/seed-0", b"ema/seed-1") if name in text]
    assert sorted(names) == [b"ema/seed-0", b"ema/seed-1"]
    assert all(b"a-b" in text and text.count(b"train/loss") >= 3 for text in contents)
    assert all(b"recipe.lr" in text for text in contents)


def test_a_run_that_was_stopped_goes_on_as_the_same_run(run_of: RunOf) -> None:
    stopped = opened(run_of())
    stopped.log(EPOCHS[0])
    stopped.fail()
    resumed = opened(run_of())
    for epoch in EPOCHS:
        resumed.log(epoch)
    resumed.finish("today")
    before, after = files()
    assert (b"4.25" in before, b"4.25" in after) == (True, False)
    assert (b"1.125" in before, b"1.125" in after) == (False, True)
    ids = {folder.name.split("-")[3] for folder in Path().glob("wandb/offline-run-*")}
    assert len(ids) == 1
