"""What a constructor gets: the channels where its parameters' names say so, and what was given."""

from collections.abc import Callable
from functools import partial

import pytest
import torch
from torch import nn

from attnbench.errors import WrongUse
from attnbench.own.entry import entry_of
from attnzoo import BadOption
from tests.attnbench.own import forms

TAKEN: dict[type[nn.Module], dict[str, object]] = {
    forms.FloatFirst: {"eps": 1e-4},
    forms.SwitchFirst: {"no_spatial": False},
    forms.KernelFirst: {"kernel_size": 7},
    forms.AxisFirst: {"dim": 1},
    forms.ChannelsSecond: {"heads": 2, "in_channels": "C"},
    forms.KeywordOnly: {"dim": "C", "heads": 4},
    forms.OfOneSize: {"dim": "C", "H": 7, "W": 7},
    forms.Lists: {"channels": "C", "kernels": None, "norm": None},
    forms.Nothing: {},
    forms.Anything: {},
}


@pytest.mark.parametrize("build", TAKEN, ids=lambda build: build.__name__)
def test_channels_go_to_the_parameter_that_has_a_word_for_them(build: type[nn.Module]) -> None:
    entry = entry_of(build.__name__, build)
    expected = TAKEN[build]
    assert {name: entry.options[name].default for name in expected} == expected
    assert set(entry.options) - set(expected) == {"layout", "inputs", "output"}


@pytest.mark.parametrize(
    "build",
    [
        *(forms.FloatFirst, forms.SwitchFirst, forms.KernelFirst, forms.AxisFirst, forms.Nothing),
        *(forms.ChannelsSecond, forms.KeywordOnly, forms.Anything, forms.Lists),
        partial(forms.Outer.Inner),
    ],
)
def test_it_is_built_and_runs_without_a_word_more(build: Callable[..., nn.Module]) -> None:
    entry = entry_of("mine", build)
    assert entry.misfit(16, 8, 6) is None
    x = torch.randn(2, 16, 8, 6)
    module = entry.build(16, **entry.sizing(8, 6))
    assert module(x).shape == x.shape
    assert entry.params(16) == sum(parameter.numel() for parameter in module.parameters())


def test_a_number_in_the_first_place_is_not_the_channels() -> None:
    assert entry_of("FloatFirst", forms.FloatFirst).build(64).eps == 1e-4
    assert entry_of("SwitchFirst", forms.SwitchFirst).build(64).columns is not None
    conv = entry_of("KernelFirst", forms.KernelFirst).build(64).get_parameter("conv.weight")
    assert conv.shape == (1, 1, 7, 7)


def test_options_may_depend_on_the_map() -> None:
    entry = entry_of("OfOneSize", forms.OfOneSize)
    module = entry.build(16, H="H", W="W", **entry.sizing(8, 5))
    assert module.bias.shape == (1, 16, 8, 5)
    assert entry.params(16, H="H", W="2*W", **entry.sizing(8, 5)) == 16 * 8 * 10
    assert entry.misfit(16, 8, 5, H="H", W="W") is None
    halved = entry_of("InAndOut", forms.InAndOut).build(16, oup="C/2")
    assert halved.get_parameter("expand.weight").shape == (8, 4, 1, 1)


def test_a_size_that_no_one_knows_is_asked_for() -> None:
    with pytest.raises(WrongUse, match="H needs the size of the map"):
        entry_of("OfOneSize", forms.OfOneSize).build(16, H="H")


def test_values_without_a_name_go_to_the_parameters_in_their_order() -> None:
    entry = entry_of("InAndOut", forms.InAndOut)
    entry.check_options({"1": "C", "2": "C", "reduction": 8})
    module = entry.build(16, **{"1": "C", "2": "C", "reduction": 8})
    assert module.get_parameter("expand.weight").shape == (16, 2, 1, 1)


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"1": "C", "2": "C", "3": 4, "4": 5}, "takes 3 values, not 4"),
        ({"1": "C", "inp": "C"}, "gets inp twice"),
        ({"1": 16}, r"would get 16 channels by position; write C first"),
        ({"oup": "half"}, "pass a whole number, or C, H or W"),
        ({"oup": None}, "oup=None is not allowed"),
        ({"layout": "sideways"}, "one of nchw, tokens, nhwc"),
        ({"output": "factor"}, "map, gate, or the place"),
        ({"output": -1}, "map, gate, or the place"),
        ({"inputs": 0}, "a whole number of 1 or more"),
    ],
)
def test_a_wrong_option_is_told_what_is_right(options: dict[str, object], text: str) -> None:
    with pytest.raises(BadOption, match=text):
        entry_of("InAndOut", forms.InAndOut).check_options(options)


@pytest.mark.parametrize(("name", "kind"), [("kernels", "a tuple"), ("norm", r"a class \(Batch")])
def test_what_cannot_be_typed_is_left_to_a_function(name: str, kind: str) -> None:
    with pytest.raises(BadOption, match=rf"{name} cannot be typed.*{kind}.*write a function"):
        entry_of("Lists", forms.Lists).check_options({name: "1+3"})


def test_a_function_that_gives_no_module_is_refused() -> None:
    entry = entry_of("mine.py:three", lambda channels: channels)
    with pytest.raises(WrongUse, match=r"mine\.py:three builds an int, not a torch module"):
        entry.build(3)


def test_layers_of_the_first_call_are_there_before_it() -> None:
    for build, count in ((forms.AtFirstCall, 16 * 17), (forms.LazyOfTorch, 17)):
        entry = entry_of(build.__name__, build)
        assert entry.params(16, **entry.sizing(8, 6)) == count
        module = entry.build(16, **entry.sizing(8, 6))
        assert module.training
        optimizer = torch.optim.SGD(module.parameters(), lr=1.0)
        before = [parameter.clone() for parameter in module.parameters()]
        module(torch.randn(2, 16, 8, 6)).square().sum().backward()
        optimizer.step()
        assert sum(parameter.numel() for parameter in before) == count
        assert not any(map(torch.equal, before, module.parameters()))


def test_making_them_draws_no_other_numbers_than_their_weights() -> None:
    entry = entry_of("AtFirstCall", forms.AtFirstCall)
    torch.manual_seed(0)
    expected = nn.Conv2d(16, 16, 1)
    torch.manual_seed(0)
    module = entry.build(16, **entry.sizing(8, 6))
    assert torch.equal(module.get_parameter("conv.weight"), expected.weight)


def test_a_module_that_is_whole_is_not_run_when_it_is_built() -> None:
    class Counts(nn.Module):
        def __init__(self, channels: int) -> None:
            super().__init__()
            self.norm = nn.BatchNorm2d(channels)
            self.calls = 0

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            self.calls += 1
            return self.norm(x) + torch.rand(())

    entry = entry_of("Counts", Counts)
    torch.manual_seed(0)
    state = torch.get_rng_state()
    assert entry.build(16, **entry.sizing(8, 6)).calls == 0
    assert torch.equal(torch.get_rng_state(), state)


class Views(nn.Module):
    """Groups the channels by view(), which takes contiguous maps alone."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.scale = nn.Parameter(torch.rand(channels))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        batch, channels, height, width = x.shape
        return x.view(batch * channels, height, width).view_as(x) * self.scale[:, None, None]


def test_a_module_that_calls_view_gets_a_copy_where_channels_lie_last() -> None:
    entry = entry_of("Views", Views)
    module = entry.build(16, **entry.sizing(8, 6))
    x = torch.randn(2, 16, 8, 6)
    turned = x.contiguous(memory_format=torch.channels_last)
    assert torch.equal(module(turned), module(x))
    assert [name for name, _ in module.named_parameters()] == ["scale"]
    gate = entry_of("GateAlone", forms.GateAlone)
    assert isinstance(gate.build(16, **gate.sizing(8, 6)), forms.GateAlone)
