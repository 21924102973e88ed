"""How a map lies in the output of a part of a network: NCHW, NHWC, or tokens in rows."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import torch
from torch import Tensor, nn

from attnbench.injection.trace import BATCH
from attnbench.meta import ImageSize

OUT_OF_ORDER = {"Hiera": "keeps its tokens in the order of mask units"}
"""Networks whose tokens are not the rows of a map, and why."""

Shape = tuple[int, int, int]
"""Channels, height and width of a map."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Where the map is in a value, and how to put it back."""

    name: Literal["NCHW", "NHWC", "tokens"] = "NCHW"
    prefix: int = 0
    """Tokens before those of the map, such as a class token; they pass unchanged."""
    height: int = 0
    width: int = 0
    """Height and width of a map of tokens."""
    is_first: bool = False
    """Whether the map is the first of several values."""

    def map_of(self, value: Tensor) -> Tensor:
        """The map (B, C, H, W) in a value.

        Raises:
            ValueError: if there are more or fewer tokens than when the module was put in.
        """
        if self.name == "NCHW":
            return value
        if self.name == "NHWC":
            return value.permute(0, 3, 1, 2)
        if value.shape[1] != self.prefix + self.height * self.width:
            raise ValueError(
                f"{value.shape[1]} tokens are not {self.prefix} + {self.height}x{self.width}; "
                "inject with the input_size of your images"
            )
        tokens = value[:, self.prefix :]
        return tokens.transpose(1, 2).unflatten(2, (self.height, self.width))

    def put_back(self, value: Tensor, x: Tensor) -> Tensor:
        """The value with a new map (B, C, H, W) in place of its own."""
        if self.name == "NCHW":
            return x
        if self.name == "NHWC":
            return x.permute(0, 2, 3, 1)
        tokens = x.flatten(2).transpose(1, 2)
        return torch.cat((value[:, : self.prefix], tokens), dim=1) if self.prefix else tokens


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Properties of a network that tell a map from something else of the same shape."""

    size: ImageSize
    widths: frozenset[int]
    """Every number of channels of some norm or bias."""
    prefixes: tuple[int, ...]
    """How many tokens may stand before a map, the most likely number first."""
    is_nhwc: bool
    """Whether the network says that its maps are NHWC."""
    shuffles: bool
    """Whether the network keeps its tokens in another order than the rows of a map."""


def surroundings(model: nn.Module, size: ImageSize) -> Surroundings:
    """What a network says about its maps."""
    widths = frozenset(p.numel() for p in model.parameters() if p.ndim == 1)
    declared = getattr(model, "num_prefix_tokens", None)
    prefixes = dict.fromkeys((declared if isinstance(declared, int) else 1, 1, 0))
    is_nhwc = str(getattr(model, "output_fmt", "")) == "NHWC"
    shuffles = type(model).__name__ in OUT_OF_ORDER
    return Surroundings(size, widths, tuple(prefixes), is_nhwc, shuffles)


def recover(value: object, around: Surroundings) -> tuple[Layout, Shape] | None:
    """The layout and the (C, H, W) of the map in a value; None if there is no map, or several.

    A map has the batch first and the proportions of the image; tokens and NHWC maps have as many
    channels as some norm or bias of the network.
    """
    if isinstance(value, tuple | list):
        first, *others = [recover(item, around) for item in value] or [None]
        if first is None or any(others):
            return None
        layout, shape = first
        return replace(layout, is_first=True), shape
    if not isinstance(value, Tensor) or value.shape[0] != BATCH:
        return None
    if value.ndim == 4:
        return _recover_map(value.shape, around)
    return _recover_tokens(value.shape, around) if value.ndim == 3 else None


def _recover_map(shape: Sequence[int], around: Surroundings) -> tuple[Layout, Shape] | None:
    _, a, b, c = shape
    as_nhwc = c in around.widths and _is_in_proportion(a, b, around.size)
    as_nchw = _is_in_proportion(b, c, around.size)
    if as_nhwc and (around.is_nhwc or not as_nchw):
        return Layout(name="NHWC"), (c, a, b)
    return (Layout(), (a, b, c)) if as_nchw else None


def _recover_tokens(shape: Sequence[int], around: Surroundings) -> tuple[Layout, Shape] | None:
    _, length, channels = shape
    _, image_height, image_width = around.size
    if channels not in around.widths or around.shuffles:
        return None
    for prefix in around.prefixes:
        positions = length - prefix
        height = round((max(positions, 0) * image_height / image_width) ** 0.5)
        if height < 1 or positions % height or positions == 1:
            continue
        width = positions // height
        if _is_in_proportion(height, width, around.size):
            layout = Layout(name="tokens", prefix=prefix, height=height, width=width)
            return layout, (channels, height, width)
    return None


def _is_in_proportion(height: int, width: int, size: ImageSize) -> bool:
    """Whether a map has the image's proportions, give or take one position of rounding."""
    _, image_height, image_width = size
    return abs(height * image_width - width * image_height) <= max(image_height, image_width)
