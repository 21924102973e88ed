"""Copies of a network on the meta device: shapes without numbers, in almost no time."""

import copy
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.overrides import TorchFunctionMode

from attnbench.errors import WrongUse

T = TypeVar("T")

ImageSize = tuple[int, int, int]
"""Channels, height and width of an input image."""


def meta_copy(model: nn.Module) -> nn.Module:
    """A deep copy with parameters and buffers on the meta device; no weight is copied."""
    memo: dict[int, Tensor] = {}
    for parameter in model.parameters():
        empty = torch.empty_like(parameter, device="meta")
        memo[id(parameter)] = nn.Parameter(empty, requires_grad=parameter.requires_grad)
    for buffer in model.buffers():
        memo[id(buffer)] = torch.empty_like(buffer, device="meta")
    for tensor in _computed_tensors(model):
        memo[id(tensor)] = torch.empty_like(tensor, device="meta")
    return copy.deepcopy(model, memo)


def _computed_tensors(model: nn.Module) -> Iterator[Tensor]:
    """The tensors that modules have kept of a forward with gradients, which torch does not copy."""
    for part in model.modules():
        yield from (tensor for tensor in tensors(vars(part).values()) if not tensor.is_leaf)


def tensors(values: Iterable[object]) -> Iterator[Tensor]:
    """The tensors among values, and in the lists and dictionaries among them."""
    for value in values:
        if isinstance(value, Tensor):
            yield value
        elif isinstance(value, Mapping):
            yield from tensors(value.values())
        elif isinstance(value, list | tuple):
            yield from tensors(value)


def cpu_copy(model: nn.Module) -> nn.Module:
    """A deep copy on the CPU in float32, where it computes real numbers."""
    memo = {id(tensor): tensor.detach() for tensor in _computed_tensors(model)}
    return copy.deepcopy(model, memo).to(device="cpu", dtype=torch.float32)


def run_copy(model: nn.Module, size: "ImageSize", action: Callable[[nn.Module, Tensor], T]) -> T:
    """What an action gives of a copy in evaluation mode and one image.

    Both have no numbers, unless the network reads one, as `x.item()` does: then both are computed.

    Args:
        model: Any network that takes (B, C, H, W) images.
        size: Of the image.
        action: May change the copy.

    Raises:
        Exception: whatever the action raises with numbers, or without for another reason.
    """
    probe = meta_copy(model).eval()
    try:
        return action(probe, meta_images(probe, size))
    except Exception as error:
        if "meta" not in str(error):
            raise
    return action(cpu_copy(model).eval(), torch.zeros(1, *size))


def meta_images(model: nn.Module, size: ImageSize, batch: int = 1) -> Tensor:
    """Images of a size on the meta device, with the network's own floating type."""
    floating = (p.dtype for p in model.parameters() if p.is_floating_point())
    return torch.empty(batch, *size, device="meta", dtype=next(floating, torch.get_default_dtype()))


class QuickNorms(TorchFunctionMode):
    """Context in which batch norms without numbers take a twentieth of their time.

    On the meta device torch runs a batch norm as a dozen steps in Python. Its output has the shape
    of its input, and for the backward it keeps the input and the weight: that is all it does here.
    One whose sizes do not fit its input still fails as torch has it.
    """

    def __torch_function__(
        self,
        function: Callable[..., Any],
        types: Collection[type],
        args: Sequence[Any] = (),
        kwargs: Mapping[str, Any] | None = None,
    ) -> Any:
        """Run a function of torch, or what stands for it."""
        del types
        named = kwargs or {}
        if function is F.batch_norm and _fits_norm(*args, named.get("weight"), named.get("bias")):
            return _Norm.apply(args[0], named.get("weight"))
        return function(*args, **named)


class _Norm(torch.autograd.Function):
    """What a batch norm leaves where nothing is computed."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, weight: Tensor | None) -> Tensor:
        """An output (B, C, ...) without numbers."""
        ctx.save_for_backward(x, weight)
        return torch.empty_like(x)


def _fits_norm(x: Tensor, *by_channel: Tensor | None) -> bool:
    return x.is_meta and all(t is None or t.shape == x.shape[1:2] for t in by_channel)


def own_input_size(model: nn.Module) -> ImageSize:
    """The image size that a timm network was made for, with the channels that it was built for.

    Raises:
        WrongUse: if the network does not declare one.
    """
    config = getattr(model, "pretrained_cfg", None) or {}
    size = config.get("input_size")
    if size is None:
        raise WrongUse(
            f"must be (C, H, W): {type(model).__name__} does not declare its image size",
            parameter="input_size",
        )
    _, height, width = size
    return _first_channels(model, config) or size[0], height, width


def _first_channels(model: nn.Module, config: Mapping[str, object]) -> int | None:
    """The input channels of the first convolution that timm's configuration names."""
    names = config.get("first_conv")
    first = str(names[0] if isinstance(names, list | tuple) else names)
    parts = dict(model.named_modules())
    part = parts.get(first, parts.get(first.replace(".", "_", 1), parts.get(f"model.{first}")))
    return part.in_channels if isinstance(part, nn.Conv2d) else None
