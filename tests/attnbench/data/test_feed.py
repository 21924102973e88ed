"""What is asked of a data set: how many batches, which part of each, and how it lies in memory."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from attnbench.data.feed import Order
from attnbench.errors import WrongUse
from attnbench.tasks.recipes import RECIPES


def order(batch_size: int = 12, **fields: int) -> Order:
    recipe = replace(RECIPES["nam200"], batch_size=batch_size)
    return Order(recipe=recipe, device="cpu", **fields)


@given(count=st.integers(12, 100), ranks=st.sampled_from([1, 2, 3, 4, 6, 12]))
def test_the_parts_of_all_ranks_are_each_image_once(count: int, ranks: int) -> None:
    places = np.arange(count)
    orders = [order(rank=rank, ranks=ranks) for rank in range(ranks)]
    steps = orders[0].steps(count)
    parts = [places[of_rank.part(step)] for step in range(steps) for of_rank in orders]
    assert {len(part) for part in parts} == {12 // ranks}
    assert sorted(np.concatenate(parts)) == list(range(12 * steps))


def test_a_batch_that_cannot_be_filled_is_refused() -> None:
    with pytest.raises(WrongUse, match="batch_size must be at most the 11 training images, got 12"):
        order().steps(11)


def test_a_batch_that_cannot_be_shared_is_refused() -> None:
    with pytest.raises(
        WrongUse, match="batch_size must be a multiple of 5, the number of devices, got 12"
    ):
        order(ranks=5).steps(100)


@pytest.mark.parametrize("channels_last", [True, False])
def test_images_lie_as_the_recipe_says(channels_last: bool) -> None:
    made = order()
    made = replace(made, recipe=replace(made.recipe, channels_last=channels_last))
    batch = made.batch(torch.rand(2, 3, 4, 4), labels=torch.zeros(2))
    layout = torch.channels_last if channels_last else torch.contiguous_format
    assert batch["images"].is_contiguous(memory_format=layout)
