"""Loads a trained network from a study."""

import os

from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import nn

from attnbench.errors import WrongUse
from attnbench.network.build import architecture_of, build_network, inject_variant
from attnbench.plan.plan import Plan
from attnbench.plan.variant import parse_variant
from attnbench.study import Study
from attnbench.study_names import find_study
from attnreport.record import TrainRecord


def load(study: str | os.PathLike[str], key: str) -> nn.Module:
    """The network that a training cell has trained.

    Args:
        study: Name of the study, or the path of its folder.
        key: Of the cell's record: the name of its file in `records`, without the ending.

    Returns:
        The network with its modules injected and its trained weights, on the CPU, in evaluation
        mode: (B, C, H, W) -> (B, classes), or what a `Detector` gives.

    Raises:
        WrongUse: if the study has no such trained cell, or its weights cannot be read.
        UnreadableRecord: if a record is damaged.
    """
    opened = Study.load(find_study(study))
    record = opened.record(key)
    if not isinstance(record, TrainRecord) or record.error is not None:
        trained = [r.key for r in opened.records() if isinstance(r, TrainRecord) and not r.error]
        known = ", ".join(trained) or "none"
        raise WrongUse(f"{study} has no trained network {key!r}; it has: {known}")
    network = _untrained(opened.plan, record)
    file = opened.weights_file(key)
    try:
        network.load_state_dict(load_file(file))
    except (OSError, SafetensorError, RuntimeError) as error:
        raise WrongUse(
            f"cannot read the weights {file}: {' '.join(str(error).split())}; "
            "delete the cell's record to train it again"
        ) from error
    return network.eval()


def _untrained(plan: Plan, record: TrainRecord) -> nn.Module:
    """The network of a record; needs neither the data nor the pretrained weights."""
    setting = record.setting
    network = build_network(architecture_of(plan, setting.num_classes, setting.input_size))
    inject_variant(network, parse_variant(record.variant), plan.site, setting.input_size)
    return network
