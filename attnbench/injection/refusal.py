"""Networks that cannot be injected."""

from torch import nn
from torch.nn.parallel import DataParallel, DistributedDataParallel

from attnbench.errors import RefusedModel


def refuse_model(model: nn.Module) -> None:
    """Refuse networks that would ignore new hooks, or keep them out of step.

    Raises:
        RefusedModel: if the network is compiled, scripted, or wrapped for several devices.
    """
    kind = type(model).__name__
    if not isinstance(model, nn.Module):
        raise RefusedModel(
            f"must be a network, such as timm.create_model(...) (got {model!r})", parameter="model"
        )
    if hasattr(model, "_orig_mod") or getattr(model, "_compiled_call_impl", None) is not None:
        raise RefusedModel(f"{kind} is compiled and ignores new hooks; inject first, then compile")
    if isinstance(model, DataParallel | DistributedDataParallel):
        raise RefusedModel(
            f"{kind} would not see new parameters; inject the network inside, then wrap it"
        )
    if kind in ("RecursiveScriptModule", "GraphModule"):
        raise RefusedModel(
            f"{kind} has no Python code to hook; inject the network that it was made from"
        )
