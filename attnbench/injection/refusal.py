"""Networks that cannot be injected, and what to do instead."""

from collections.abc import Mapping

import torch
from torch import nn

from attnbench.errors import RefusedModel

WRAP_LATER = "would not see new parameters; inject the network inside, then wrap it"
SHARD_LATER = "would not shard new parameters; inject the network first, then shard it"
NO_CODE = "has no Python code to hook; inject the network that it was made from"
TAKES_LISTS = "takes lists of images, not a batch; inject the network in its backbone"
QUANTIZE_LATER = "is quantized, and a module would lie outside; inject first, then quantize"

BY_CLASS: Mapping[str, str] = {
    "DataParallel": f"{WRAP_LATER}, best in DistributedDataParallel",
    "DistributedDataParallel": WRAP_LATER,
    "FullyShardedDataParallel": SHARD_LATER,
    "FSDPModule": SHARD_LATER,
    "torch.ao.nn.quantized": QUANTIZE_LATER,
    "torch.ao.nn.intrinsic.quantized": QUANTIZE_LATER,
    "peft": "freezes what it does not know; inject the network first, then wrap it, with the "
    "modules among modules_to_save",
}
"""By a class of a part of the network, or by the package of that class, what is wrong."""

WHOLE: Mapping[str, str] = {"torchvision.models.detection": TAKES_LISTS}
"""The same of the network itself, which may be a part of another."""


def refuse_model(model: nn.Module) -> None:
    """Refuse networks that would ignore new hooks, or keep them out of step.

    Raises:
        RefusedModel: if the network is compiled, scripted, quantized, sharded, wrapped for several
            devices, or takes something else than a batch of images.
    """
    kind = type(model).__name__
    if not isinstance(model, nn.Module):
        raise RefusedModel(
            f"must be a network, such as timm.create_model(...) (got {model!r})", parameter="model"
        )
    if hasattr(model, "_orig_mod") or getattr(model, "_compiled_call_impl", None) is not None:
        raise RefusedModel(f"{kind} is compiled and ignores new hooks; inject first, then compile")
    if isinstance(model, torch.jit.ScriptModule | torch.fx.GraphModule):
        raise RefusedModel(f"{kind} {NO_CODE}")
    for path, part in model.named_modules():
        reason = _reason(type(part), BY_CLASS if path else {**BY_CLASS, **WHOLE})
        if reason is not None:
            where = f"{path} in {kind}, a {type(part).__name__}," if path else kind
            raise RefusedModel(f"{where} {reason}")


def _reason(kind: type, refused: Mapping[str, str]) -> str | None:
    for base in kind.__mro__:
        for name, reason in refused.items():
            if name == base.__name__ or f"{base.__module__}.".startswith(f"{name}."):
                return reason
    return None
