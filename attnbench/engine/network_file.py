"""A trained network as a safetensors file, which may say itself what network it is of."""

from pathlib import Path

from safetensors import SafetensorError, safe_open
from safetensors.torch import save
from torch import nn

from attnbench.engine.description import Description, description_from_json
from attnbench.errors import WrongUse

KEY = "attnbench"
"""Name of the description among the file's own."""


def weights_bytes(network: nn.Module, description: Description | None = None) -> bytes:
    """A trained network's weights as safetensors.

    Args:
        network: The trained network.
        description: What it is made of; None where the file belongs to a study, which says it.
    """
    weights = {name: value.contiguous().cpu() for name, value in network.state_dict().items()}
    return save(weights, metadata=None if description is None else {KEY: description.to_json()})


def read_network(file: Path) -> nn.Module:
    """The network of a file, on the CPU, in evaluation mode.

    Raises:
        WrongUse: if `weights_bytes` has not made the file with a description, or it does not fit
            its network.
    """
    try:
        with safe_open(file, framework="pt") as stored:
            text = (stored.metadata() or {}).get(KEY, "")
            weights = {name: stored.get_tensor(name) for name in stored.keys()}  # noqa: SIM118 - no mapping
        network = description_from_json(text, str(file)).build()
        network.load_state_dict(weights)
    except (OSError, SafetensorError, RuntimeError) as error:
        reason = " ".join(str(error).split())
        raise WrongUse(
            f"cannot read {file}: {reason}; pass a file that attnbench export --format safetensors "
            "wrote"
        ) from error
    return network.eval()
