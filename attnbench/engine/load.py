"""Loads a trained network from a study, or from a file that was exported from one."""

import os
from pathlib import Path

from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import nn

from attnbench.engine.description import description_of
from attnbench.engine.network_file import read_network
from attnbench.errors import WrongUse
from attnbench.study import Study
from attnbench.study_names import find_study
from attnreport.record import TrainRecord


def load(study: str | os.PathLike[str], key: str | None = None) -> nn.Module:
    """The network that a training cell has trained.

    Args:
        study: Name of the study, or the path of its folder; without a key the file that
            `attnbench export --format safetensors` wrote, which needs no study.
        key: Of the cell's record: the name of its file in `records`, without the ending.

    Returns:
        The network with its modules injected and its trained weights, on the CPU, in evaluation
        mode: (B, C, H, W) -> (B, classes), or what a `Detector` gives.

    Raises:
        WrongUse: if the study has no such trained cell, or its weights cannot be read.
        UnreadableRecord: if a record is damaged.
    """
    if key is None:
        return read_network(Path(study))
    opened = Study.load(find_study(study))
    record = opened.record(key)
    if not isinstance(record, TrainRecord) or record.error is not None:
        trained = [r.key for r in opened.records() if isinstance(r, TrainRecord) and not r.error]
        known = ", ".join(trained) or "none"
        raise WrongUse(f"{study} has no trained network {key!r}; it has: {known}")
    return load_record(opened, record)


def load_record(study: Study, record: TrainRecord) -> nn.Module:
    """The network of a record without error, on the CPU, in evaluation mode.

    Raises:
        WrongUse: if its weights cannot be read.
    """
    network = description_of(study.plan, record).build()
    file = study.weights_file(record.key)
    try:
        network.load_state_dict(load_file(file))
    except (OSError, SafetensorError, RuntimeError) as error:
        raise WrongUse(
            f"cannot read the weights {file}: {' '.join(str(error).split())}; "
            "delete the cell's record to train it again"
        ) from error
    return network.eval()
