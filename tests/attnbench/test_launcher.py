"""Under a launcher one process takes the command, and knows how many devices it was given."""

import os

import pytest

from attnbench.environment import resolve_devices
from attnbench.errors import WrongUse
from attnbench.launcher import (
    LAUNCHED,
    OTHERS,
    RANK,
    RANKS,
    is_superfluous,
    launched_ranks,
    take_over,
)


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leaves nothing of what a test takes over."""
    for name in (RANK, RANKS, LAUNCHED, *OTHERS):
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)


def test_without_a_launcher_there_is_one_device() -> None:
    take_over()
    assert not is_superfluous()
    assert launched_ranks() == resolve_devices(None, "cpu") == 1


def test_the_first_process_takes_all_devices(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RANK", "0")
    monkeypatch.setenv("WORLD_SIZE", "2")
    assert not is_superfluous()
    take_over()
    assert resolve_devices(None, "cpu") == 2
    assert resolve_devices(1, "cpu") == 1


def test_nothing_of_a_launcher_reaches_the_processes_of_a_cell(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    set_by_torchrun = {
        "RANK": "0",
        "WORLD_SIZE": "2",
        "LOCAL_RANK": "0",
        "MASTER_ADDR": "127.0.0.1",
        "MASTER_PORT": "29500",
        "TORCHELASTIC_USE_AGENT_STORE": "True",
    }
    for name, value in set_by_torchrun.items():
        monkeypatch.setenv(name, value)
    take_over()
    assert not set_by_torchrun.keys() & os.environ.keys()


def test_every_other_process_is_superfluous(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RANK", "1")
    assert is_superfluous()


def test_more_devices_than_there_are_are_refused() -> None:
    with pytest.raises(WrongUse, match=r"devices must be at most \d+ \(got 9999\): this machine"):
        resolve_devices(9999, "cpu")
    with pytest.raises(WrongUse, match=r"device must be cuda to use 2 GPUs \(got cuda:1\)"):
        resolve_devices(2, "cuda:1")
