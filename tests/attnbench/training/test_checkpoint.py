"""The last whole checkpoint is there, whatever was left by kills and full disks."""

from pathlib import Path

import pytest
import torch

from attnbench.training.checkpoint import Checkpoint, read_checkpoint, write_checkpoint
from attnbench.training.checkpoint_files import delete_checkpoint


def state(number: int) -> Checkpoint:
    return Checkpoint(tensors={"x": torch.full((3,), number)}, values={"step": number})


def step_of(folder: Path) -> object:
    checkpoint = read_checkpoint(folder)
    return checkpoint and checkpoint.values["step"]


def test_the_last_one_is_read_and_the_one_before_is_gone(tmp_path: Path) -> None:
    for number in (1, 2, 3):
        write_checkpoint(tmp_path, state(number))
    checkpoint = read_checkpoint(tmp_path)
    assert checkpoint is not None
    assert checkpoint.values == {"step": 3}
    assert torch.equal(checkpoint.tensors["x"], torch.full((3,), 3))
    assert len(list(tmp_path.iterdir())) == 2


def test_tensors_that_nothing_names_are_not_read_and_make_room(tmp_path: Path) -> None:
    write_checkpoint(tmp_path, state(1))
    (tmp_path / "state-b.safetensors").write_bytes(b"written before a kill, without its JSON")
    (tmp_path / "tmpabc.part").write_bytes(b"half of one")
    assert step_of(tmp_path) == 1
    write_checkpoint(tmp_path, state(2))
    assert step_of(tmp_path) == 2
    assert len(list(tmp_path.iterdir())) == 2


def test_a_failed_write_leaves_the_last_one(tmp_path: Path) -> None:
    write_checkpoint(tmp_path, state(1))
    unsavable = Checkpoint(tensors={"x": torch.ones(1)}, values={"step": object()})
    with pytest.raises(TypeError):
        write_checkpoint(tmp_path, unsavable)
    assert step_of(tmp_path) == 1


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"tensors": "nothing.safetensors"}'])
def test_what_is_no_checkpoint_is_none(text: str, tmp_path: Path) -> None:
    (tmp_path / "checkpoint.json").write_text(text)
    assert read_checkpoint(tmp_path) is None
    write_checkpoint(tmp_path, state(5))
    assert step_of(tmp_path) == 5


def test_a_run_that_is_over_leaves_nothing(tmp_path: Path) -> None:
    write_checkpoint(tmp_path, state(1))
    delete_checkpoint(tmp_path)
    assert list(tmp_path.iterdir()) == []
