"""Condensed outputs: a change of what is computed shows, a change of what is not does not."""

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

import pytest
import torch

from attnbench.engine.cells.fixed_numbers import FixedNumbers, set_weights, signature
from attnbench.engine.cells.outputs import _map, _passes, measure_outputs
from attnbench.injection.injection import Place
from attnbench.plan.variant import Variant, parse_variant
from attnreport.record import CautionKind
from attnzoo import CATALOG

TOLERANCE = 1e-4
PASSES = ("evaluation", "training", "input gradient", "weight gradients")
MINE = """
import torch
from torch import nn
from torch.nn import functional as F


class Mine(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(channels, channels, 3, padding=1)
        self.norm = nn.BatchNorm2d(channels)
        self.scale = nn.Parameter(torch.zeros(1))
        nn.init.zeros_(self.conv.bias)

    def forward(self, x):
        gate = torch.sigmoid(self.norm(self.conv(x)).mean((2, 3), keepdim=True))
        return x + self.scale * x * gate
"""

Numbers = Mapping[str, tuple[float, ...]]
Condensed = Callable[..., Numbers]


def place(channels: int, height: int, width: int) -> Place:
    return Place(path="p", channels=channels, height=height, width=width, module_path="p.m")


def gap(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    if len(one) != len(other):
        return float("inf")
    return max(abs(a - b) for a, b in zip(one, other, strict=True)) / max(map(abs, other))


def moved(before: Numbers, after: Numbers) -> set[str]:
    """The passes that differ."""
    assert before.keys() == after.keys()
    return {name.partition(" ")[2] for name in before if gap(after[name], before[name]) > TOLERANCE}


@pytest.fixture(scope="module")
def condensed(tmp_path_factory: pytest.TempPathFactory) -> Condensed:
    """The numbers of a text's class `Mine`, some of the text replaced."""

    folder = tmp_path_factory.mktemp("condensed")

    @cache
    def measure(old: str = "", new: str = "") -> Numbers:
        assert old in MINE
        file = folder / f"mine{len(list(folder.iterdir()))}.py"
        file.write_text(MINE.replace(old, new) if old else MINE)
        outputs = measure_outputs(parse_variant(f"{file}:Mine"), [place(8, 6, 5)])
        assert outputs.cautions == ()
        return outputs.numbers

    return measure


CHANGED = {
    "another name of a weight": ("self.scale", "self.gamma", set(PASSES)),
    "a weight of another shape": ("torch.zeros(1)", "torch.zeros(1, 1)", set(PASSES)),
    "a larger kernel": ("3, padding=1", "5, padding=2", set(PASSES)),
    "another padding": ("padding=1", "padding=1, padding_mode='reflect'", set(PASSES)),
    "another gate": ("torch.sigmoid", "torch.tanh", set(PASSES)),
    "another pooling": (".mean((2, 3), keepdim=True)", ".amax((2, 3), keepdim=True)", set(PASSES)),
    "another epsilon": ("BatchNorm2d(channels)", "BatchNorm2d(channels, eps=1e-2)", set(PASSES)),
    "frozen statistics": (
        "self.norm(self.conv(x))",
        "F.batch_norm(self.conv(x), self.norm.running_mean, self.norm.running_var, "
        "self.norm.weight, self.norm.bias)",
        {"training", "input gradient", "weight gradients"},
    ),
    "a detached gate": (
        "self.scale * x * gate",
        "self.scale * x * gate.detach()",
        {"input gradient", "weight gradients"},
    ),
    "a detached weight": ("self.scale *", "self.scale.detach() *", {"weight gradients"}),
}
UNCHANGED = {
    "another initialisation": ("nn.init.zeros_", "nn.init.ones_"),
    "another order of construction": (
        "self.norm = nn.BatchNorm2d(channels)\n        self.scale = nn.Parameter(torch.zeros(1))",
        "self.scale = nn.Parameter(torch.zeros(1))\n        self.norm = nn.BatchNorm2d(channels)",
    ),
    "another spelling": ("x + self.scale * x * gate", "x * (1 + gate * self.scale)"),
    "a pooling by another function": (
        "self.norm(self.conv(x)).mean((2, 3), keepdim=True)",
        "F.adaptive_avg_pool2d(self.norm(self.conv(x)), 1)",
    ),
}


@pytest.mark.parametrize(("old", "new", "passes"), CHANGED.values(), ids=CHANGED)
def test_a_change_shows_in_every_pass_that_it_reaches(
    old: str, new: str, passes: set[str], condensed: Condensed
) -> None:
    assert moved(condensed(), condensed(old, new)) == passes


@pytest.mark.parametrize(("old", "new"), UNCHANGED.values(), ids=UNCHANGED)
def test_what_computes_the_same_does_not_show(old: str, new: str, condensed: Condensed) -> None:
    assert moved(condensed(), condensed(old, new)) == set()


def test_a_weight_that_is_new_and_never_used_shows(condensed: Condensed) -> None:
    unused = condensed(
        "self.scale =", "self.unused = nn.Parameter(torch.ones(3))\n        self.scale ="
    )
    assert moved(condensed(), unused) == set(PASSES)


def test_what_is_drawn_is_left_out_and_named(tmp_path: Path) -> None:
    file = tmp_path / "drawn.py"
    file.write_text(MINE.replace("gate = ", "gate = F.dropout(x, 0.5, self.training) * "))
    outputs = measure_outputs(parse_variant(f"{file}:Mine"), [place(8, 6, 5)])
    assert set(outputs.numbers) == {"8x6x5 evaluation"}
    (caution,) = outputs.cautions
    assert caution.kind is CautionKind.OUTPUT_NOT_COMPARED
    assert "8x6x5: training, input gradient, weight gradients: not finite, or" in caution.detail


def test_what_is_not_finite_is_left_out_and_named(tmp_path: Path) -> None:
    file = tmp_path / "infinite.py"
    file.write_text(MINE.replace("x + self.scale", "x / 0 + self.scale"))
    outputs = measure_outputs(parse_variant(f"{file}:Mine"), [place(8, 6, 5)])
    assert "8x6x5 evaluation" not in outputs.numbers
    assert "not finite" in outputs.cautions[0].detail


def test_a_module_that_does_not_run_is_a_caution_beside_the_maps_on_which_it_does(
    tmp_path: Path,
) -> None:
    file = tmp_path / "picky.py"
    refusal = "if x.shape[-1] == 4 and not x.is_meta: raise RuntimeError('not 4')\n        gate ="
    file.write_text(MINE.replace("gate =", refusal))
    outputs = measure_outputs(parse_variant(f"{file}:Mine"), [place(8, 6, 5), place(8, 4, 4)])
    assert set(outputs.numbers) == {f"8x6x5 {name}" for name in PASSES}
    (caution,) = outputs.cautions
    assert caution.detail.startswith("8x4x4: RuntimeError: not 4; attnbench check ")


def test_a_large_map_has_a_smaller_one_of_its_channels_in_its_place() -> None:
    outputs = measure_outputs(Variant("pam"), [place(64, 56, 28), place(64, 14, 7)])
    assert set(outputs.numbers) == {f"64x14x7 {name}" for name in PASSES}


def test_a_large_map_stays_where_the_module_takes_no_smaller_one(tmp_path: Path) -> None:
    file = tmp_path / "bound.py"
    refusal = "assert x.shape[-1] == 20\n        gate ="
    file.write_text(MINE.replace("gate =", refusal))
    outputs = measure_outputs(parse_variant(f"{file}:Mine"), [place(8, 20, 20)])
    assert set(outputs.numbers) == {f"8x20x20 {name}" for name in PASSES}


def test_a_start_as_the_identity_hides_nothing() -> None:
    def numbers(text: str) -> Numbers:
        return measure_outputs(parse_variant(text), [place(32, 8, 8)]).numbers

    started = numbers("se(identity_at_start=on)")
    assert moved(started, numbers("se(identity_at_start=on,reduction=8)")) == set(PASSES)


def test_random_numbers_of_others_stay_as_they_were() -> None:
    torch.manual_seed(3)
    expected = torch.rand(1)
    torch.manual_seed(3)
    measure_outputs(Variant("se"), [place(32, 8, 8)])
    assert torch.equal(torch.rand(1), expected)


@pytest.mark.parametrize("name", CATALOG)
def test_rounding_stays_far_below_the_tolerance(name: str) -> None:
    shape = (128, 8, 8)
    numbers = []
    for dtype in (torch.float32, torch.float64):
        entry = CATALOG[name]
        module = entry.build(shape[0], **entry.sizing(*shape[1:]))
        fixed = FixedNumbers(signature(module))
        set_weights(module, fixed)
        x = _map(fixed, shape).to(dtype)
        torch.manual_seed(0)  # What is dropped in training is the same in both.
        numbers.append(dict(_passes(module.to(dtype), x, fixed)))
    single, double = numbers
    assert {name: gap(single[name], double[name]) < TOLERANCE / 10 for name in double} == (
        dict.fromkeys(double, True)
    )


GATE = """
from torch import nn


class Gate(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.conv = nn.Conv2d(channels, channels, 1)

    def forward(self, x):
        return self.conv(x).sigmoid()
"""


@pytest.mark.parametrize(("call", "kinds"), [("", [CautionKind.GATE]), ("(output=gate)", [])])
def test_a_gate_in_place_of_the_map_is_said(
    call: str, kinds: list[CautionKind], tmp_path: Path
) -> None:
    (tmp_path / "gate.py").write_text(GATE)
    variant = parse_variant(f"{tmp_path / 'gate.py'}:Gate{call}")
    place = Place(path="layer", channels=8, height=6, width=6, module_path="layer.attention")
    assert [caution.kind for caution in measure_outputs(variant, [place]).cautions] == kinds
