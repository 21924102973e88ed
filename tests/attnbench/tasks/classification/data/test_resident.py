"""Batches from memory: the same for one seed, each image once, shared evenly, normalised."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import Tensor

from attnbench.data.feed import Batch, Order
from attnbench.errors import WrongUse
from attnbench.plan.recipe import Recipe
from attnbench.tasks.classification.data import digits
from attnbench.tasks.classification.data.images import Images
from attnbench.tasks.classification.data.resident import Resident
from attnbench.tasks.recipes import RECIPES
from tests.attnbench.recipes import with_fields

PLAIN = with_fields(
    RECIPES["quick"], batch_size=16, crop="none", crop_padding=0, validation_share=0.0
)
EVERYTHING = with_fields(
    PLAIN, crop="padded", crop_padding=2, padding="zero", flip=0.5, cutout=6, rand_augment_ops=2
)


def numbered(count: int = 100) -> Images:
    """Random images; the label of each is its number, in training and in test."""
    random = np.random.default_rng(0)
    train, test = random.integers(256, size=(2, count, 3, 8, 8), dtype=np.uint8)
    return Images(
        train_images=train,
        train_labels=np.arange(count),
        test_images=test,
        test_labels=np.arange(count),
        num_classes=count,
        mean=(0.5, 0.4, 0.3),
        deviation=(0.2, 0.3, 0.4),
    )


def feed(recipe: Recipe = EVERYTHING, *, rank: int = 0, ranks: int = 1, limit: int = 0) -> Resident:
    order = Order(recipe=recipe, device="cpu", rank=rank, ranks=ranks, limit=limit)
    return Resident(numbered(), order)


def joined(batches: Iterator[Batch], name: str) -> Tensor:
    return torch.cat([batch[name] for batch in batches])


def assert_same(batches: Iterator[Batch], others: Iterator[Batch]) -> None:
    for one, other in zip(batches, others, strict=True):
        assert torch.equal(one["images"], other["images"])
        assert torch.equal(one["labels"], other["labels"])


def test_every_row_sees_the_same_batches() -> None:
    assert_same(feed().batches(0, 1), feed().batches(0, 1))


def test_an_epoch_has_no_image_twice_and_epochs_and_seeds_differ() -> None:
    orders = [
        joined(feed().batches(*epoch), "labels").tolist() for epoch in [(0, 0), (0, 1), (1, 0)]
    ]
    assert [len(set(order)) for order in orders] == [96] * 3
    assert len({tuple(order) for order in orders}) == 3


def test_counts_say_what_an_epoch_draws_from() -> None:
    data = feed(replace(PLAIN, validation_share=0.25), limit=80)
    assert (data.train_count, data.validation_count, data.test_count) == (80, 0, 80)
    assert data.steps_per_epoch == 5
    images = replace(numbered(), train_labels=np.arange(100) % 2)
    held = Resident(images, Order(recipe=replace(PLAIN, validation_share=0.25), device="cpu"))
    assert (held.train_count, held.validation_count, held.test_count) == (76, 24, 100)


def test_no_batch_is_partial() -> None:
    assert [len(batch["labels"]) for batch in feed().batches(0, 0)] == [16] * 6


@pytest.mark.parametrize("start", [0, 1, 4, 6])
def test_a_later_start_is_what_comes_after_so_many_batches(start: int) -> None:
    skipped = feed().batches(3, 2)
    for _ in range(start):
        next(skipped)
    assert_same(feed().batches(3, 2, start=start), skipped)


@pytest.mark.parametrize("ranks", [2, 4])
def test_the_parts_of_all_ranks_interleave_to_the_whole(ranks: int) -> None:
    parts = zip(*(feed(rank=rank, ranks=ranks).batches(0, 0) for rank in range(ranks)), strict=True)
    woven: Iterator[Batch] = (
        {
            name: torch.stack([part[name] for part in of_step], 1).flatten(0, 1)
            for name in of_step[0]
        }
        for of_step in parts
    )
    assert_same(woven, feed().batches(0, 0))


def test_labels_stay_with_their_images() -> None:
    batch = next(feed(PLAIN).batches(0, 0))
    images = numbered()
    expected = torch.from_numpy(images.train_images)[batch["labels"]].double() / 255
    expected = (expected - torch.tensor(images.mean).view(-1, 1, 1)) / torch.tensor(
        images.deviation
    ).view(-1, 1, 1)
    torch.testing.assert_close(batch["images"].double(), expected, rtol=0, atol=1e-6)


def test_digests_are_equal_for_equal_draws_alone() -> None:
    digest = feed().batches_digest(0, 2)
    assert digest == feed().batches_digest(0, 2)
    assert digest == feed(rank=1, ranks=2).batches_digest(0, 2)
    others = [
        feed().batches_digest(1, 2),
        feed().batches_digest(0, 1),
        feed(replace(EVERYTHING, flip=0.4)).batches_digest(0, 2),
        feed(with_fields(EVERYTHING, crop_padding=3)).batches_digest(0, 2),
        feed(with_fields(EVERYTHING, cutout=0)).batches_digest(0, 2),
        feed(with_fields(EVERYTHING, rand_augment_ops=1)).batches_digest(0, 2),
    ]
    assert len({digest, *others}) == 7


def test_images_are_normalised_by_the_training_set() -> None:
    recipe = replace(PLAIN, batch_size=digits.TRAIN_IMAGES)
    data = Resident(digits.load(), Order(recipe=recipe, device="cpu"))
    images = next(data.batches(0, 0))["images"]
    assert images.dtype == torch.float32
    assert images.mean((0, 2, 3)).abs().max().item() < 1e-3
    assert (images.std((0, 2, 3)) - 1).abs().max().item() < 1e-3


@pytest.mark.parametrize("recipe", [PLAIN, EVERYTHING], ids=["plain", "everything"])
@pytest.mark.parametrize("channels_last", [True, False])
def test_images_have_the_layout_of_the_recipe(recipe: Recipe, channels_last: bool) -> None:
    data = feed(replace(recipe, channels_last=channels_last))
    layout = torch.channels_last if channels_last else torch.contiguous_format
    batches = [next(data.batches(0, 0)), next(data.evaluation("test"))]
    assert all(batch["images"].is_contiguous(memory_format=layout) for batch in batches)


def test_evaluation_gives_all_images_in_their_order_and_as_they_are() -> None:
    data = Resident(digits.load(), Order(recipe=EVERYTHING, device="cpu", limit=300))
    labels = joined(data.evaluation("test"), "labels")
    images = joined(data.evaluation("test"), "images")
    assert len(labels) == data.test_count == 300
    pixels = torch.tensor(digits.load().deviation).view(-1, 1, 1) * images
    pixels = 255 * (pixels + torch.tensor(digits.load().mean).view(-1, 1, 1))
    known = {image.tobytes(): i for i, image in enumerate(digits.load().test_images)}
    places = [
        known[image.numpy().tobytes()] for image in pixels.round().to(torch.uint8).contiguous()
    ]
    assert places == sorted(set(places))
    assert labels.tolist() == digits.load().test_labels[places].tolist()


def test_what_is_held_out_is_not_trained_on() -> None:
    recipe = replace(PLAIN, validation_share=0.5)
    images = replace(numbered(), train_labels=np.zeros(100, np.int64))
    data = Resident(images, Order(recipe=recipe, device="cpu"))
    trained = joined(data.batches(0, 0), "images")
    held = joined(data.evaluation("validation"), "images")
    assert len(held) == 50
    assert torch.cdist(trained.flatten(1), held.flatten(1)).min() > 1


def test_a_batch_of_more_images_than_there_are_is_refused() -> None:
    with pytest.raises(
        WrongUse, match="batch_size must be at most the 100 training images, got 128"
    ):
        feed(replace(PLAIN, batch_size=128))


def test_a_batch_that_devices_cannot_share_is_refused() -> None:
    with pytest.raises(
        WrongUse, match="batch_size must be a multiple of 3, the number of devices, got 16"
    ):
        feed(ranks=3)


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA device")
@pytest.mark.filterwarnings("ignore:Synchronization debug mode")
def test_a_gpu_feeds_the_same_batches_and_waits_for_the_host_once_an_epoch() -> None:
    # RandAugment does wait: torchvision brings the matrix of each operation from the host.
    recipe = with_fields(EVERYTHING, rand_augment_ops=0)
    batches = Resident(numbered(), Order(recipe=recipe, device="cuda")).batches(0, 0)
    fed = [next(batches)]
    torch.cuda.set_sync_debug_mode("error")
    try:
        fed += batches
    finally:
        torch.cuda.set_sync_debug_mode("default")
    for one, other in zip(fed, feed(recipe).batches(0, 0), strict=True):
        torch.testing.assert_close(one["images"].cpu(), other["images"])
        assert torch.equal(one["labels"].cpu(), other["labels"])
