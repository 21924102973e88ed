"""The files of a checkpoint. Loads no torch."""

from pathlib import Path

VALUES = "checkpoint.json"
TENSORS = ("state-a.safetensors", "state-b.safetensors")
"""Written in turns: one belongs to the last checkpoint while the other is being written."""


def delete_checkpoint(folder: Path) -> None:
    """Remove the checkpoint of a run that is over."""
    for name in (VALUES, *TENSORS):
        (folder / name).unlink(missing_ok=True)
