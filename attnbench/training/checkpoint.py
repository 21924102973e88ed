"""What a stopped run goes on from, on disk: tensors as safetensors, the rest as JSON.

    FOLDER/checkpoint.json · FOLDER/state-<number>.safetensors

The JSON names the tensors that belong to it and is renamed into place last, so that a kill at any
moment leaves the old checkpoint or the new one.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from safetensors import SafetensorError
from safetensors.torch import load_file, save
from torch import Tensor

from attnbench.study import write_file

Json = Mapping[str, object]
"""What JSON can hold."""

VALUES = "checkpoint.json"
TENSORS = "state-{}.safetensors"


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """The whole state of a run between two steps."""

    tensors: Mapping[str, Tensor]
    values: Json


def write_checkpoint(folder: Path, checkpoint: Checkpoint) -> None:
    """Store a checkpoint in place of the one before.

    Raises:
        OSError: if the disk is full, or cannot be written; the one before is still whole.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for torn in folder.glob("*.part"):
        torn.unlink()
    before = sorted(folder.glob(TENSORS.format("*")))
    name = TENSORS.format(1 + max((_number(file) for file in before), default=0))
    tensors = {key: tensor.contiguous().cpu() for key, tensor in checkpoint.tensors.items()}
    write_file(folder / name, save(tensors))
    content = {"tensors": name, "values": checkpoint.values}
    write_file(folder / VALUES, json.dumps(content).encode())
    for file in before:
        file.unlink()


def read_checkpoint(folder: Path) -> Checkpoint | None:
    """The stored checkpoint; None where there is none, or one that is damaged.

    A damaged one costs time and nothing else: the same run from its start gives the same bits.
    """
    try:
        content = json.loads((folder / VALUES).read_bytes())
        tensors = load_file(folder / content["tensors"])
        return Checkpoint(tensors=tensors, values=content["values"])
    except (OSError, ValueError, KeyError, TypeError, SafetensorError):
        return None


def delete_checkpoint(folder: Path) -> None:
    """Remove the checkpoint of a run that is over."""
    for file in (folder / VALUES, *folder.glob(TENSORS.format("*"))):
        file.unlink(missing_ok=True)


def _number(file: Path) -> int:
    return int(file.name.split("-")[1].split(".")[0])
