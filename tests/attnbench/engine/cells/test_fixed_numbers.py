"""Fixed numbers are the same everywhere, and set all that training would."""

import hashlib
import math

import numpy as np
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from attnbench.engine.cells.fixed_numbers import BLOCK, FixedNumbers, set_weights, signature

SHAPES = st.lists(st.integers(1, 7), max_size=4).map(tuple)


class Mixed(nn.Module):
    """Trained weights, statistics, a constant kernel and a frozen one."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(16, 4, 3)
        self.norm = nn.BatchNorm2d(4)
        self.frozen = nn.Parameter(torch.ones(3), requires_grad=False)
        self.register_buffer("kernel", torch.ones(3))


@given(st.text(), SHAPES)
def test_the_same_purpose_gives_the_same_numbers(purpose: str, shape: tuple[int, ...]) -> None:
    one, other = FixedNumbers(purpose), FixedNumbers(purpose)
    assert torch.equal(one.normal(*shape), other.normal(*shape))
    assert torch.equal(one.signs(*shape), other.signs(*shape))


@given(SHAPES)
def test_nonzero_numbers_are_of_either_sign_and_never_near_zero(shape: tuple[int, ...]) -> None:
    numbers = FixedNumbers("test").nonzero(*shape)
    assert numbers.shape == shape
    assert ((numbers.abs() >= 0.5) & (numbers.abs() <= 1.0)).all()


def test_the_stream_is_numpys_legacy_one_seeded_by_a_hash() -> None:
    seed = int(hashlib.sha256(b"test").hexdigest()[:8], 16)
    expected = np.random.RandomState(seed).standard_normal(6).astype(np.float32)
    assert np.array_equal(FixedNumbers("test").normal(2, 3).flatten().numpy(), expected)


def test_many_numbers_repeat_a_block_without_falling_into_step_with_rows() -> None:
    numbers = FixedNumbers("many").normal(4, BLOCK // 2)
    assert torch.equal(numbers.flatten()[BLOCK:], numbers.flatten()[: numbers.numel() - BLOCK])
    assert not torch.equal(numbers[0], numbers[2])


def test_what_training_changes_is_set_and_constants_stay() -> None:
    module = Mixed()
    set_weights(module, FixedNumbers(signature(module)))
    other = Mixed()
    set_weights(other, FixedNumbers(signature(other)))
    for one, two in zip(module.state_dict().values(), other.state_dict().values(), strict=True):
        assert torch.equal(one, two)
    assert torch.equal(module.frozen, torch.ones(3))
    assert torch.equal(module.get_buffer("kernel"), torch.ones(3))
    assert module.norm.running_var is not None
    assert (module.norm.running_var >= 0.5).all()


def test_weights_are_scaled_by_the_inputs_of_what_they_make() -> None:
    module = Mixed()
    set_weights(module, FixedNumbers("test"))
    assert float(module.conv.weight.detach().abs().max()) <= 1 / math.sqrt(16 * 9)


def test_a_signature_has_every_stored_name_and_shape_sorted_by_name() -> None:
    module = nn.Sequential()
    module.add_module("b", nn.Conv2d(2, 3, 1, bias=False))
    module.add_module("a", nn.BatchNorm2d(3, affine=False))
    assert signature(module) == repr(
        [
            ("a.num_batches_tracked", ()),
            ("a.running_mean", (3,)),
            ("a.running_var", (3,)),
            ("b.weight", (3, 2, 1, 1)),
        ]
    )
