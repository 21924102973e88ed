"""Pretrained weights that every row starts from."""

import hashlib
import pickle
from collections.abc import Mapping
from functools import cache
from typing import Any

from safetensors import SafetensorError
from timm.models import load_state_dict
from torch import Tensor, nn

from attnbench.errors import WrongUse
from attnbench.network.weights_file import REMEDY, file_digest, unreadable

MOST_NAMED = 3


def start_from(network: nn.Module, file: str) -> None:
    """Load pretrained weights into a backbone, all but a classifier of other classes.

    On the meta device nothing is copied: it is only checked that everything fits.

    Raises:
        WrongUse: if the file cannot be read, or is of another network.
    """
    own = network.state_dict()
    stored = _of_backbone(_read(file, file_digest(file)), own)
    classifier = tuple(f"{name}." for name in _classifier_names(network))
    for name in [name for name in {**own, **stored} if name.startswith(classifier)]:
        if name not in own:  # The network was made without a classifier.
            del stored[name]
        elif name not in stored or stored[name].shape != own[name].shape:
            stored[name] = own[name]
    problems = [
        *(f"{name} is not in the file" for name in own if name not in stored),
        *(f"{name} is not in the network" for name in stored if name not in own),
        *(
            f"{name} is {_shape(stored[name])} in the file and {_shape(own[name])} in the network"
            for name in own
            if name in stored and stored[name].shape != own[name].shape
        ),
    ]
    if problems:
        more = f" and {len(problems) - MOST_NAMED} more" if len(problems) > MOST_NAMED else ""
        named = "; ".join(problems[:MOST_NAMED])
        raise WrongUse(f"the weights {file} are of another network: {named}{more}; {REMEDY}")
    if not any(tensor.is_meta for tensor in own.values()):
        network.load_state_dict(stored)


def _of_backbone(stored: Mapping[str, Tensor], own: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """The tensors under the network's own names, where the file holds it as a part of another.

    A checkpoint of a detector, say, calls `conv1.weight` `backbone.conv1.weight`.
    """
    first = next(iter(own))
    if first not in stored:
        for outer in [name.removesuffix(first) for name in stored if name.endswith(f".{first}")]:
            return {
                name.removeprefix(outer): tensor
                for name, tensor in stored.items()
                if name.startswith(outer)
            }
    return dict(stored)


def _classifier_names(network: Any) -> list[str]:
    """The paths of a timm network's classifier."""
    classifier = network.get_classifier()
    return [name for name, part in network.named_modules() if part is classifier]


@cache
def _read(file: str, digest: str) -> Mapping[str, Tensor]:
    del digest  # only to notice a file that was replaced
    try:
        content = load_state_dict(file, use_ema=False, weights_only=True)
    except (OSError, SafetensorError, RuntimeError, ValueError, EOFError) as error:
        raise unreadable(file, str(error)) from error
    except pickle.UnpicklingError as error:
        raise unreadable(file, "it holds more than tensors, or is damaged") from error
    return _state_dict(file, content)


def _state_dict(file: str, content: Mapping[str, object]) -> Mapping[str, Tensor]:
    """The tensors of a checkpoint: its content, or the one part of it that is a state dict."""
    if _holds_tensors(content):
        return {name: tensor for name, tensor in content.items() if isinstance(tensor, Tensor)}
    parts = [name for name, part in content.items() if _holds_tensors(part)]
    if len(parts) != 1:
        which = f"several state dicts: {', '.join(parts)}" if parts else "more than tensors"
        raise unreadable(file, f"it holds {which}")
    part = content[parts[0]]
    assert isinstance(part, Mapping)
    return part


def _holds_tensors(content: object) -> bool:
    return (
        isinstance(content, Mapping)
        and bool(content)
        and all(isinstance(value, Tensor) for value in content.values())
    )


def _shape(tensor: Tensor) -> str:
    return "x".join(str(side) for side in tensor.shape) or "a number"


def weights_digest(network: nn.Module) -> str:
    """A hash of every parameter and buffer, by name."""
    digest = hashlib.sha256()
    for name, tensor in network.state_dict().items():
        digest.update(name.encode())
        digest.update(tensor.cpu().contiguous().numpy().tobytes())
    return digest.hexdigest()
