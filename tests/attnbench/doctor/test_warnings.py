"""What may be meant is a warning, with the name of what it is about."""

import sys

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn

import attnbench
from attnreport.checkup.checkup import Result


class Gate(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(channels, channels, 1)

    def forward(self, x: Tensor) -> Tensor:
        return x * self.conv(x.mean((2, 3), keepdim=True)).sigmoid()


class BiasBeforeSoftmax(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.mask = nn.Conv2d(channels, 1, 1)

    def forward(self, x: Tensor) -> Tensor:
        return x * self.mask(x).flatten(2).softmax(2).unflatten(2, x.shape[2:])


class BiasBeforeNorm(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(channels, channels, 1)
        self.norm = nn.BatchNorm2d(channels)

    def forward(self, x: Tensor) -> Tensor:
        return x * self.norm(self.conv(x)).sigmoid()


class DetachedWeight(Gate):
    def forward(self, x: Tensor) -> Tensor:
        share = self.conv.weight.detach().abs().mean((1, 2, 3))[:, None, None]
        return super().forward(x) * (1 + share)


class PassesOn(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.channels = channels

    def forward(self, x: Tensor) -> Tensor:
        return x


class LosesLayout(Gate):
    def forward(self, x: Tensor) -> Tensor:
        return super().forward(x).contiguous()


class Prints(Gate):
    def forward(self, x: Tensor) -> Tensor:
        sys.stdout.write(f"mean: {tuple(x.shape)}\n")
        return super().forward(x)


class DrawsInEvaluation(Gate):
    def forward(self, x: Tensor) -> Tensor:
        torch.rand(1)
        return super().forward(x)


class NeedsSixteen(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(channels, channels // 16, 1)
        self.back = nn.Conv2d(channels // 16, channels, 1)

    def forward(self, x: Tensor) -> Tensor:
        return x * self.back(self.conv(x)).sigmoid()


class RefusesOdd(Gate):
    def forward(self, x: Tensor) -> Tensor:
        if x.shape[2] % 2 or x.shape[3] % 2:
            raise ValueError(f"maps of {x.shape[2]}x{x.shape[3]} are odd; pad them to even sizes")
        return super().forward(x)


class ReadsAGlobal(Gate):
    def forward(self, x: Tensor) -> Tensor:
        return super().forward(x) * EVERYWHERE


EVERYWHERE = torch.full((1, 1, 1, 1), 1.5)


class NotCountedAlike(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.randn(channels, channels, 1, 1) / channels)

    def forward(self, x: Tensor) -> Tensor:
        return x * F.conv2d(x, self.weight).sigmoid()


@pytest.mark.parametrize(
    ("check", "module", "seen"),
    [
        ("effect", BiasBeforeSoftmax, "mask.bias: no effect beyond rounding"),
        ("effect", BiasBeforeNorm, "conv.bias: no effect in training"),
        ("slopes", DetachedWeight, "along conv.weight autograd gives"),
        ("input", PassesOn, "the output is the input's own memory"),
        ("channels_last", LosesLayout, "no longer in channels_last"),
        ("surroundings", Prints, "forward prints: mean: (2, 64, 16, 16)"),
        ("surroundings", DrawsInEvaluation, "evaluating draws or seeds random numbers"),
        ("constructor", NeedsSixteen, "1, 3 channels: conv.weight has no elements"),
        ("odd", RefusesOdd, "15x15: maps of 15x15 are odd; pad them to even sizes"),
        ("registered", ReadsAGlobal, "a tensor (1, 1, 1, 1) from outside the module"),
        ("counters", NotCountedAlike, "thop sees 0 MACs added"),
    ],
    ids=lambda value: value if isinstance(value, str) else value.__name__,
)
def test_it_is_warned_of(check: str, module: type[nn.Module], seen: str) -> None:
    (finding,) = attnbench.check(module, only=(check,)).findings
    assert finding.result is Result.WARNED, str(finding)
    assert seen in finding.seen
    assert finding.meaning
    assert finding.remedy


def test_a_bias_that_has_no_effect_is_no_fault_of_its_gradient() -> None:
    (finding,) = attnbench.check(BiasBeforeNorm, only=("gradients",)).findings
    assert finding.result is Result.PASSED
    assert "zero for conv.bias, which has no effect in training" in finding.seen


def test_a_tiny_map_that_is_refused_by_name_is_no_fault() -> None:
    (finding,) = attnbench.check(RefusesOdd, only=("tiny",)).findings
    assert finding.seen == "2x2 work; refused by name: 1x1, 1x6, 6x1, 3x3"


def test_a_map_that_is_sampled_at_learned_positions_has_the_slopes_of_its_gradients() -> None:
    (finding,) = attnbench.check("dlka", only=("slopes",), channels=16).findings
    assert finding.result == Result.PASSED, finding.seen
