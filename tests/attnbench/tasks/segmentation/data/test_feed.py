"""Images with masks are fed the same whoever reads them, and none is skipped."""

import random
from collections.abc import Iterable
from dataclasses import replace
from itertools import groupby

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from attnbench.data.feed import Batch, Order
from attnbench.data.sample_feed import SampleFeed
from attnbench.errors import CorruptImage, WrongUse
from attnbench.plan.recipe import Recipe
from attnbench.tasks.recipes import RECIPES
from attnbench.tasks.segmentation.data import digit_masks
from attnbench.tasks.segmentation.data.feed import masked_feed
from attnbench.tasks.segmentation.data.pictures import MaskedPictureSet
from attnbench.tasks.segmentation.data.samples import Sample
from tests.attnbench.recipes import with_fields
from tests.attnbench.tasks.segmentation.data.painted import draw_set

PLAIN = replace(RECIPES["quick-masks"], batch_size=4, validation_share=0.0)
RANDOM = with_fields(
    PLAIN,
    least_scale=0.5,
    most_scale=2.0,
    most_of_a_class=0.75,
    photometric=True,
    flip=0.5,
)
CROP = (32, 48)
SIZES = [(40, 60), (40, 60), (60, 40), (33, 70), (33, 70)]
"""Heights and widths of the test images."""
DATA = draw_set([(36 + number, 70 - number) for number in range(12)], SIZES)


def feed(
    recipe: Recipe = RANDOM, pictures: MaskedPictureSet = DATA, **options: int
) -> SampleFeed[Sample]:
    return masked_feed(pictures, CROP, Order(recipe=recipe, device="cpu", **options))


def same(first: Iterable[Batch], second: Iterable[Batch]) -> bool:
    return all(
        one.keys() == other.keys() and all(torch.equal(one[name], other[name]) for name in one)
        for one, other in zip(first, second, strict=True)
    )


@pytest.mark.parametrize("recipe", [PLAIN, RANDOM], ids=["plain", "random"])
def test_an_epoch_is_the_same_whichever_process_reads_it(recipe: Recipe) -> None:
    masked, apart = feed(recipe), feed(recipe, workers=2)
    epoch = list(masked.batches(3, 1))
    assert len(epoch) == masked.steps_per_epoch == 3
    assert same(epoch, apart.batches(3, 1))
    assert same(masked.evaluation("test"), apart.evaluation("test"))


@pytest.mark.parametrize("start", [0, 1, 2, 3])
def test_an_epoch_goes_on_where_it_was_left(start: int) -> None:
    whole, rest = list(feed().batches(0, 0)), list(feed().batches(0, 0, start))
    assert len(rest) == len(whole) - start
    assert same(whole[start:], rest)


def test_seeds_and_epochs_differ() -> None:
    masked = feed()
    first = list(masked.batches(0, 0))
    assert same(first, masked.batches(0, 0))
    assert not same(first, masked.batches(0, 1))
    assert not same(first, masked.batches(1, 0))


def test_ranks_share_every_batch() -> None:
    whole = list(feed().batches(0, 0))
    parts = [list(feed(rank=rank, ranks=2).batches(0, 0)) for rank in (0, 1)]
    for batch, *shared in zip(whole, *parts, strict=True):
        for rank, part in enumerate(shared):
            for name in ("images", "masks"):
                assert torch.equal(batch[name][rank::2], part[name])


def test_a_training_batch_has_crops_and_masks_of_one_size() -> None:
    for batch in feed(replace(RANDOM, channels_last=True)).batches(0, 0):
        assert batch["images"].shape == (4, 3, *CROP)
        assert batch["images"].dtype == torch.float32
        assert batch["images"].is_contiguous(memory_format=torch.channels_last)
        assert batch["masks"].shape == (4, *CROP)
        assert batch["masks"].dtype == torch.uint8
        assert {*batch["masks"].unique().tolist()} <= {*range(9), 255}


def test_evaluation_has_every_image_in_order_and_masks_of_their_own_size() -> None:
    batches = list(feed().evaluation("test"))
    assert [len(batch["images"]) for batch in batches] == [2, 1, 2]
    masks = [mask.numpy() for batch in batches for mask in batch["masks"]]
    for index, mask in enumerate(masks):
        np.testing.assert_array_equal(mask, DATA.test.masks.read(index))
    assert len(masks) == 5
    # The shorter side is that of the crop.
    assert [tuple(batch["images"].shape[-2:]) for batch in batches] == [
        (32, 48),
        (48, 32),
        (32, 68),
    ]


@settings(max_examples=30, deadline=None)
@given(sizes=st.lists(st.sampled_from([(20, 30), (20, 24), (30, 20)]), min_size=1, max_size=12))
def test_evaluated_images_of_one_size_that_follow_each_other_share_batches(
    sizes: list[tuple[int, int]],
) -> None:
    pictures = draw_set([(36, 36)] * 4, sizes)
    batches = list(feed(PLAIN, pictures).evaluation("test"))
    expected = []
    for _, group in groupby(sizes):
        count = len([*group])
        expected += [4] * (count // 4) + [count % 4] * bool(count % 4)
    assert [len(batch["images"]) for batch in batches] == expected
    masks = [mask for batch in batches for mask in batch["masks"]]
    assert [tuple(mask.shape) for mask in masks] == sizes
    for index, mask in enumerate(masks):
        np.testing.assert_array_equal(mask.numpy(), pictures.test.masks.read(index))


def test_whole_images_have_the_side_that_a_recipe_says() -> None:
    recipe = with_fields(PLAIN, whole_side=64)
    sides = {min(batch["images"].shape[-2:]) for batch in feed(recipe).evaluation("test")}
    assert sides == {64}
    # A crop of 32x48 shows a part of an image of 64 rows, so no pad.
    for batch in feed(recipe).batches(0, 0):
        assert batch["images"].shape == (4, 3, *CROP)
        assert batch["images"].abs().amax(1).min() > 0
    padded = feed(with_fields(PLAIN, whole_side=20)).batches(0, 0)
    assert all((batch["masks"][:, 20:] == 255).all() for batch in padded)


def test_training_and_validation_share_no_image() -> None:
    masked = feed(replace(PLAIN, validation_share=0.25))
    assert (masked.train_count, masked.validation_count, masked.test_count) == (9, 3, 5)
    trained, held = (
        {mask.numpy().tobytes() for batch in part for mask in batch["masks"]}
        for part in (masked.batches(0, 0), masked.evaluation("validation"))
    )
    assert (len(trained), len(held)) == (8, 3)
    assert not list(feed(PLAIN).evaluation("validation"))


def test_a_limit_is_of_each_split() -> None:
    masked = feed(PLAIN, limit=4)
    assert (masked.train_count, masked.test_count) == (4, 4)
    assert sum(len(batch["images"]) for batch in masked.evaluation("test")) == 4


@pytest.mark.parametrize("workers", [0, 2])
def test_reading_leaves_the_streams_of_others_alone(workers: int) -> None:
    masked = feed(workers=workers)
    torch.manual_seed(0)
    random.seed(0)
    expected = torch.rand(3), random.random()
    torch.manual_seed(0)
    random.seed(0)
    list(masked.batches(0, 0))
    list(masked.evaluation("test"))
    assert torch.equal(torch.rand(3), expected[0])
    assert random.random() == expected[1]


@pytest.mark.parametrize("workers", [0, 2])
def test_an_image_of_another_size_than_its_mask_is_named_and_not_skipped(workers: int) -> None:
    pictures = draw_set([(36, 40)] * 4, [(36, 40)] * 3)
    torn = replace(pictures.test, masks=draw_set([], [(36, 40), (35, 40), (36, 40)]).test.masks)
    masked = feed(PLAIN, replace(pictures, test=torn), workers=workers)
    with pytest.raises(CorruptImage, match="number 1 has 40x36 pixels, and its mask number 1 40x3"):
        list(masked.evaluation("test"))


def test_too_few_images_for_a_batch_are_refused() -> None:
    with pytest.raises(WrongUse, match="batch_size must be at most the 12 training images, got 16"):
        feed(replace(PLAIN, batch_size=16))


def test_the_built_in_data_are_fed_at_their_own_side() -> None:
    data = digit_masks.load()
    order = Order(recipe=RANDOM, device="cpu", limit=8)
    masked = masked_feed(data, (digit_masks.SIDE, digit_masks.SIDE), order)
    batch = next(iter(masked.batches(0, 0)))
    assert batch["images"].shape == (4, 3, 32, 32)
    assert batch["masks"].shape == (4, 32, 32)
    batches = list(masked.evaluation("test"))
    assert [len(batch["images"]) for batch in batches] == [4, 4]
