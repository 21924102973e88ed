"""A module of another layout or output, between maps (B, C, H, W)."""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from torch import Tensor, nn

from attnbench.own.adapter_options import GATE, MAP, NCHW, NHWC, TOKENS


@dataclass(frozen=True, slots=True)
class Arrangement:
    """How a module's input and output lie, and the way from a map and back."""

    of_map: Callable[[Tensor], Tensor]
    to_map: Callable[[Tensor, int, int], Tensor]
    """Takes the height and width of the map too."""


def _same(x: Tensor) -> Tensor:
    return x


def _same_back(y: Tensor, _height: int, _width: int) -> Tensor:
    return y


def _tokens(x: Tensor) -> Tensor:
    return x.flatten(2).transpose(1, 2)


def _from_tokens(y: Tensor, height: int, width: int) -> Tensor:
    return y.transpose(1, 2).unflatten(2, (height, width))


def _nhwc(x: Tensor) -> Tensor:
    return x.permute(0, 2, 3, 1)


def _from_nhwc(y: Tensor, _height: int, _width: int) -> Tensor:
    return y.permute(0, 3, 1, 2)


ARRANGEMENTS: Mapping[str, Arrangement] = {
    NCHW: Arrangement(_same, _same_back),
    NHWC: Arrangement(_nhwc, _from_nhwc),
    TOKENS: Arrangement(_tokens, _from_tokens),
}
"""By the values of the option `layout`."""

SIDES = {"h": 0, "height": 0, "w": 1, "width": 1}
"""Names of parameters of a forward that takes the size of the map, as in `forward(x, H, W)`."""


class Adapter(nn.Module):
    """Gives a map to a module in the module's own layout, and makes a map of its output.

    It has the module's parameters, buffers and children under the names that they have there: the
    registries are the module's own, so that a `state_dict` fits either.

    Args:
        module: Takes (B, C, H, W), (B, H, W, C) or tokens (B, H * W, C), row by row; and H and W
            besides if its forward has required parameters of these names.
        layout: Which of them: `nchw`, `nhwc` or `tokens`.
        inputs: How many times its forward takes the map, as queries, keys and values.
        output: `map` where the module gives the map; `gate` where it gives a factor of it; a
            number where it gives several things, of which the map has that place from 0.
    """

    def __init__(
        self,
        module: nn.Module,
        *,
        layout: str = NCHW,
        inputs: int = 1,
        output: str | int = MAP,
    ) -> None:
        super().__init__()
        self._parameters = module._parameters
        self._buffers = module._buffers
        self._modules = module._modules
        self._non_persistent_buffers_set = module._non_persistent_buffers_set
        # Not a child, whose name would stand before all others.
        self.__dict__["adapted"] = module
        self.layout = layout
        self.inputs = inputs
        self.output = output
        self.copies = False
        """Whether a map that is not contiguous is copied first, since the module cannot take it."""
        self.sides = sides_of(module)
        self.training = module.training

    def train(self, mode: bool = True) -> "Adapter":
        """Set the mode of the module too, which is no child."""
        self.__dict__["adapted"].train(mode)
        return super().train(mode)

    def extra_repr(self) -> str:
        """What is adapted, as printing shows it."""
        kind = type(self.__dict__["adapted"]).__name__
        return f"{kind}, layout={self.layout}, inputs={self.inputs}, output={self.output}"

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, C, H, W)."""
        arrangement = ARRANGEMENTS[self.layout]
        height, width = x.shape[2:]
        arranged = arrangement.of_map(x)
        if self.copies:
            arranged = arranged.contiguous()
        sizes = [(height, width)[side] for side in self.sides]
        output = self.__dict__["adapted"](*[arranged] * self.inputs, *sizes)
        return arrangement.to_map(self._taken(output, arranged), height, width)

    def _taken(self, output: Any, arranged: Tensor) -> Tensor:
        """What the output says of the map, in the module's layout."""
        if self.output == MAP:
            return output
        if self.output == GATE:
            if output.ndim != arranged.ndim:
                raise ValueError(
                    f"a gate of shape {tuple(output.shape)} for {tuple(arranged.shape)}"
                )
            return arranged * output
        taken: Tensor = output[self.output]
        return taken

    def _save_to_state_dict(self, destination: Any, prefix: str, keep_vars: bool) -> None:
        self.__dict__["adapted"]._save_to_state_dict(destination, prefix, keep_vars)

    def _load_from_state_dict(self, *args: Any, **keywords: Any) -> None:
        self.__dict__["adapted"]._load_from_state_dict(*args, **keywords)


def sides_of(module: nn.Module) -> tuple[int, ...]:
    """The sides of the map that a forward takes after its input: 0 is the height, 1 the width."""
    try:
        _, *others = inspect.signature(module.forward).parameters.values()
    except (TypeError, ValueError):
        return ()
    required = [p for p in others if p.default is p.empty and p.kind is p.POSITIONAL_OR_KEYWORD]
    sides = [SIDES.get(parameter.name.lower()) for parameter in required]
    return tuple(side for side in sides if side is not None) if None not in sides else ()
