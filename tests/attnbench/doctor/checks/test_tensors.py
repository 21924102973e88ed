"""What forward reads beside parameters and buffers is found, and named by the way to it."""

from collections.abc import Callable
from functools import partial

import pytest
import torch
from torch import Tensor, nn

from attnbench.doctor.checks.tensors import hidden

GLOBAL = torch.ones(4, 1, 1)


def scaled(x: Tensor, scale: Tensor) -> Tensor:
    return x * scale


class Holder:
    def __init__(self) -> None:
        self.scale = torch.ones(4, 1, 1)


class Hiding(nn.Module):
    def __init__(self, way: str) -> None:
        super().__init__()
        scale = torch.ones(4, 1, 1)
        self.way = way
        self.plain = scale.clone()
        self.listed = [scale.clone(), scale.clone()]
        self.keyed = {"a": (scale.clone(),)}
        self.partial = partial(scaled, scale=scale.clone())
        self.holder = Holder()
        self.enclosing: Callable[[Tensor], Tensor] = lambda x: x * scale

    def forward(self, x: Tensor) -> Tensor:
        return WAYS[self.way](self, x)


WAYS: dict[str, Callable[[Hiding, Tensor], Tensor]] = {
    "self.plain": lambda module, x: x * module.plain,
    "self.listed[1]": lambda module, x: x * module.listed[1],
    "self.keyed['a'][0]": lambda module, x: x * module.keyed["a"][0],
    "self.partial(...)['scale']": lambda module, x: module.partial(x),
    "self.holder.scale": lambda module, x: x * module.holder.scale,
    "self.enclosing's scale": lambda module, x: module.enclosing(x),
    "a tensor (4, 1, 1) from outside the module": lambda _module, x: x * GLOBAL,
}
"""By the name that it is to have, a way to read a hidden tensor."""


@pytest.mark.parametrize("way", list(WAYS))
def test_a_hidden_tensor_is_named(way: str) -> None:
    assert list(hidden(Hiding(way), torch.ones(1, 4, 2, 2))) == [way]


def test_one_below_a_child_is_named_too() -> None:
    assert list(hidden(nn.Sequential(Hiding("self.plain")), torch.ones(1, 4, 2, 2))) == [
        "self.0.plain"
    ]


class Sound(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(4, 1, 1))
        self.register_buffer("offset", torch.ones(4, 1, 1), persistent=False)
        self.unread = torch.ones(4, 1, 1)

    def forward(self, x: Tensor) -> Tensor:
        ramp = torch.arange(4.0).view(4, 1, 1) + torch.tensor([1.0, 2.0, 3.0, 4.0]).view(4, 1, 1)
        return x * self.weight + self.get_buffer("offset") * ramp


def test_parameters_buffers_and_what_forward_makes_are_not_hidden() -> None:
    assert hidden(Sound(), torch.ones(1, 4, 2, 2)) == {}
