"""What building a module tells of it."""

import pytest
import torch

from attnbench.errors import WrongUse
from attnbench.own.lookup import find
from attnzoo import BadOption, UnknownOption


def test_an_entry_says_what_the_class_says(module_file: str) -> None:
    entry = find(f"{module_file}:Strip")
    assert (entry.acronym, entry.title, entry.family) == ("Strip", "Weighs rows", "own")
    assert entry.paper == "your own"
    kinds = {name: (option.default, option.kind) for name, option in entry.options.items()}
    assert kinds == {
        "channels": ("C", int),
        "reduction": (4, int),
        "bias": (True, bool),
        "mode": (None, str),
        "layout": ("nchw", str),
        "inputs": (1, int),
        "output": ("map", object),
    }


def test_costs_are_counted_on_the_built_module(module_file: str) -> None:
    entry = find(f"{module_file}:Strip")
    assert entry.params(64) == 2 * 64 * 16 + 64 + 16
    assert entry.params(64, bias=False) == 2 * 64 * 16
    assert entry.macs(64, 8, 5) == 2 * 64 * 16 * 8


def test_counting_leaves_the_random_state_alone(module_file: str) -> None:
    entry = find(f"{module_file}:Strip")
    torch.manual_seed(0)
    before = torch.get_rng_state()
    entry.params(64)
    entry.misfit(64, 8, 8)
    assert torch.equal(torch.get_rng_state(), before)


def test_what_it_raises_is_why_it_does_not_fit(module_file: str) -> None:
    entry = find(f"{module_file}:Strip")
    assert entry.misfit(64, 8, 8) is None
    assert entry.misfit(66, 8, 8) == (
        "it fails at 66x8x8 with ValueError: 66 channels do not split into 4"
    )


def test_options_are_checked_like_any_modules(module_file: str) -> None:
    entry = find(f"{module_file}:Strip")
    with pytest.raises(UnknownOption, match="did you mean 'reduction'"):
        entry.check_options({"reductoin": 4})
    with pytest.raises(BadOption, match="pass a whole number"):
        entry.check_options({"reduction": "many"})


def test_a_function_from_channels_to_a_module_will_do(module_file: str) -> None:
    entry = find(f"{module_file}:halving")
    assert next(iter(entry.options)) == "channels"
    assert entry.params(8) == 2 * 8 * 4 + 8 + 4


def test_a_parameter_without_default_is_an_option_that_must_be_given(module_file: str) -> None:
    entry = find(f"{module_file}:NeedsMore")
    assert "it has no default" in entry.options["width"].meaning
    assert entry.misfit(8, 4, 4, width=3) is None
    assert entry.misfit(8, 4, 4) == "it needs width, which has no default"


@pytest.mark.parametrize(
    ("name", "text"),
    [("built", "is a built module; name a class"), ("number", "is not a class; name a class")],
)
def test_what_is_no_class_is_refused(name: str, text: str, module_file: str) -> None:
    with pytest.raises(WrongUse, match=text):
        find(f"{module_file}:{name}")


def test_a_switch_that_is_on_by_default_is_a_part_to_be_left_out(module_file: str) -> None:
    assert find(f"{module_file}:Strip").parts == ("bias",)
