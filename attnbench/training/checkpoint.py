"""A checkpoint on disk: tensors as safetensors, the rest as JSON.

    FOLDER/checkpoint.json · FOLDER/state-a.safetensors or FOLDER/state-b.safetensors

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

from attnbench.files import write_file
from attnbench.training.checkpoint_files import TENSORS, VALUES

Json = Mapping[str, object]
"""Values that JSON can hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """The whole state of a run between two steps."""

    tensors: Mapping[str, Tensor]
    values: Json


def write_checkpoint(folder: Path, checkpoint: Checkpoint) -> None:
    """Store a checkpoint in place of the previous one.

    Raises:
        OSError: if the disk is full or cannot be written; the previous checkpoint is kept whole.
    """
    folder.mkdir(parents=True, exist_ok=True)
    free = _other(_tensors_of_the_last(folder))
    for left in (*folder.glob("*.part"), folder / free):
        # A kill or a full disk left it, between the tensors and the JSON that names them.
        left.unlink(missing_ok=True)
    tensors = {key: tensor.contiguous().cpu() for key, tensor in checkpoint.tensors.items()}
    write_file(folder / free, save(tensors))
    content = {"tensors": free, "values": checkpoint.values}
    write_file(folder / VALUES, json.dumps(content).encode())
    (folder / _other(free)).unlink(missing_ok=True)


def read_checkpoint(folder: Path) -> Checkpoint | None:
    """The stored checkpoint; None where there is none or it is damaged.

    A damaged one costs only time: the run from its start gives the same bits.
    """
    try:
        content = json.loads((folder / VALUES).read_bytes())
        name = TENSORS[TENSORS.index(content["tensors"])]
        return Checkpoint(tensors=load_file(folder / name), values=content["values"])
    except (OSError, ValueError, KeyError, TypeError, SafetensorError):
        return None


def _other(name: str | None) -> str:
    return TENSORS[name == TENSORS[0]]


def _tensors_of_the_last(folder: Path) -> str | None:
    """The name of the tensors that belong to the stored checkpoint."""
    try:
        return str(json.loads((folder / VALUES).read_bytes())["tensors"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
