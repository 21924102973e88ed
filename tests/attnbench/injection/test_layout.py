"""A map is found in whatever layout it lies, and put back where it was."""

import pytest
import timm
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

from attnbench.injection.layout import Layout, recover, surroundings

VIT = surroundings(timm.create_model("test_vit"), (3, 160, 160))
"""Widths of 64 and 192 channels, a class token."""

SWIN = surroundings(timm.create_model("test_mambaout"), (3, 160, 160))


def at(*shape: int) -> Tensor:
    return torch.zeros(2, *shape)


@given(
    name=st.sampled_from(("NCHW", "NHWC", "tokens")),
    prefix=st.integers(0, 3),
    height=st.integers(1, 5),
    width=st.integers(1, 5),
)
def test_putting_a_map_back_where_it_was_gives_the_very_value(
    name: str, prefix: int, height: int, width: int
) -> None:
    shapes = {
        "NCHW": (2, 6, height, width),
        "NHWC": (2, height, width, 6),
        "tokens": (2, prefix + height * width, 6),
    }
    layout = Layout(name=name, prefix=prefix, height=height, width=width)  # type: ignore[arg-type]  # sampled
    value = torch.randn(shapes[name])
    x = layout.map_of(value)
    assert x.shape == (2, 6, height, width)
    assert torch.equal(layout.put_back(value, x), value)


def test_tokens_are_rows_of_the_map() -> None:
    value = torch.arange(2 * 7 * 1).reshape(2, 7, 1)
    x = Layout(name="tokens", prefix=1, height=2, width=3).map_of(value)
    assert x[0, 0].tolist() == [[1, 2, 3], [4, 5, 6]]


def test_tokens_of_another_number_are_refused() -> None:
    with pytest.raises(ValueError, match=r"50 tokens are not 1 \+ 10x10; inject with"):
        Layout(name="tokens", prefix=1, height=10, width=10).map_of(at(50, 8))


@pytest.mark.parametrize(
    ("value", "name", "shape", "prefix"),
    [
        (at(101, 64), "tokens", (64, 10, 10), 1),
        (at(100, 64), "tokens", (64, 10, 10), 0),
        (at(64, 10, 10), "NCHW", (64, 10, 10), 0),
        (at(10, 10, 64), "NHWC", (64, 10, 10), 0),
        (at(64, 11, 10), "NCHW", (64, 11, 10), 0),
        ((at(101, 64), (10, 10)), "tokens", (64, 10, 10), 1),
    ],
    ids=["class token", "tokens alone", "NCHW", "NHWC", "rounded", "first of a tuple"],
)
def test_a_map_is_recovered(
    value: object, name: str, shape: tuple[int, int, int], prefix: int
) -> None:
    recovered = recover(value, VIT)
    assert recovered is not None
    layout, found_shape = recovered
    assert (layout.name, found_shape, layout.prefix) == (name, shape, prefix)
    assert layout.is_first == isinstance(value, tuple)


@pytest.mark.parametrize(
    "value",
    [
        at(103, 64),
        at(100, 65),
        at(1, 64),
        at(16, 196, 64),
        at(64),
        torch.zeros(8, 25, 64),
        "text",
        (),
        [at(64, 10, 10), at(64, 5, 5)],
    ],
    ids=[
        "no square",
        "no width of the network",
        "class token alone",
        "windows",
        "vector",
        "folded batch",
        "no tensor",
        "empty",
        "several maps",
    ],
)
def test_what_is_no_map_is_not_taken_for_one(value: object) -> None:
    assert recover(value, VIT) is None


def test_where_all_axes_are_equal_the_network_says_which_are_channels() -> None:
    cube = at(48, 48, 48)
    as_vit, as_mamba = recover(cube, VIT), recover(cube, SWIN)
    assert as_vit is not None
    assert as_mamba is not None
    assert (as_vit[0].name, as_mamba[0].name) == ("NCHW", "NHWC")


def test_a_map_has_the_proportions_of_the_image() -> None:
    wide = surroundings(timm.create_model("test_vit"), (3, 80, 160))
    recovered = recover(at(51, 64), wide)
    assert recovered is not None
    assert recovered[1] == (64, 5, 10)
    assert recover(at(64, 10, 10), wide) is None
