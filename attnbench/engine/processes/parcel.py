"""What a cell gave, on its way from its process to the one that stores it."""

import shutil
from pathlib import Path

import numpy as np

from attnbench.engine.cells.measure import Measured
from attnreport.record import dump, load

RECORD, OUTCOMES, WEIGHTS = "record.json", "outcomes.npz", "weights.safetensors"


def pack(folder: Path, measured: Measured) -> None:
    """Write a record and what belongs to it into a folder, the record last."""
    folder.mkdir()
    if measured.weights is not None:
        (folder / WEIGHTS).write_bytes(measured.weights)
    with (folder / OUTCOMES).open("wb") as stream:
        np.savez(stream, allow_pickle=False, **dict(measured.outcomes))
    (folder / RECORD).write_bytes(dump(measured.record))


def unpack(folder: Path) -> Measured:
    """What `pack` wrote; takes the folder away."""
    weights = folder / WEIGHTS
    with np.load(folder / OUTCOMES, allow_pickle=False) as arrays:
        outcomes = dict(arrays)
    measured = Measured(
        record=load((folder / RECORD).read_bytes(), str(folder / RECORD)),
        outcomes=outcomes,
        weights=weights.read_bytes() if weights.exists() else None,
    )
    shutil.rmtree(folder)
    return measured
