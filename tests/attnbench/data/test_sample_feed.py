"""Samples of any task are fed in an order that seed and epoch determine, none of them left out."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import chain

import numpy as np
import pytest
import torch
from torch import Tensor

from attnbench.data.feed import Batch, Order
from attnbench.data.sample_feed import EvaluatedSplit, SampleFeed, Targets
from attnbench.data.split import Indices
from attnbench.tasks.recipes import RECIPES

RECIPE = replace(RECIPES["quick"], batch_size=4, validation_share=0.25)
TRAINED = TESTED = 16
Numbered = tuple[int, tuple[int, int]]
"""The number of an image, and the seed of all streams of its epoch."""


class Numbers:
    """Images that are nothing but their numbers."""

    def __init__(self, indices: Indices, seed: tuple[int, int] = (-1, -1)) -> None:
        self._indices = indices
        self._seed = seed

    def __len__(self) -> int:
        return len(self._indices)

    def __getitem__(self, place: int) -> Numbered:
        return int(self._indices[place]), self._seed


def collate(samples: list[Numbered]) -> tuple[Tensor, Targets]:
    numbers, seeds = zip(*samples, strict=True)
    images = torch.tensor(numbers, dtype=torch.uint8).view(-1, 1, 1, 1).expand(-1, 3, 2, 2)
    return images.contiguous(), Targets(numbers=torch.tensor(numbers), seeds=torch.tensor(seeds))


def feed(**options: int) -> SampleFeed[Numbered]:
    order = Order(recipe=RECIPE, device="cpu", **options)
    division = order.divide(np.zeros(TRAINED, np.int64), np.zeros(TESTED, np.int64))
    return SampleFeed(
        order,
        division,
        training=Numbers,
        splits={
            "validation": EvaluatedSplit(Numbers(division.held), [slice(0, 4)]),
            "test": EvaluatedSplit(
                Numbers(division.tested), [slice(0, 1), slice(1, 9), slice(9, 16)]
            ),
        },
        collate=collate,
    )


def numbers(batches: Iterable[Batch]) -> list[list[int]]:
    return [batch["numbers"].tolist() for batch in batches]


@pytest.mark.parametrize("workers", [0, 2])
def test_an_epoch_has_no_image_twice_and_none_that_is_held_out(workers: int) -> None:
    numbered = feed(workers=workers)
    assert (numbered.train_count, numbered.validation_count, numbered.test_count) == (12, 4, 16)
    epoch = numbers(numbered.batches(3, 1))
    assert [len(batch) for batch in epoch] == [4, 4, 4]
    (held,) = numbers(numbered.evaluation("validation"))
    assert sorted(chain(*epoch, held)) == [*range(TRAINED)]


def test_the_samples_of_an_epoch_are_made_with_the_seed_of_the_run_and_its_number() -> None:
    for batch in feed().batches(3, 1):
        assert batch["seeds"].tolist() == 4 * [[3, 1]]


@pytest.mark.parametrize("workers", [0, 2])
@pytest.mark.parametrize("start", [0, 1, 3])
def test_an_epoch_goes_on_where_it_was_left(start: int, workers: int) -> None:
    whole = numbers(feed().batches(0, 0))
    assert numbers(feed(workers=workers).batches(0, 0, start)) == whole[start:]


def test_seeds_and_epochs_differ_in_order_and_digest() -> None:
    numbered = feed()
    first = numbers(numbered.batches(0, 0))
    assert first == numbers(numbered.batches(0, 0))
    assert first != numbers(numbered.batches(0, 1))
    assert first != numbers(numbered.batches(1, 0))
    digests = [numbered.batches_digest(seed, epochs) for seed, epochs in ((0, 2), (0, 1), (1, 2))]
    assert digests[0] == feed().batches_digest(0, 2)
    assert len({*digests}) == 3


def test_ranks_share_every_batch() -> None:
    whole = numbers(feed().batches(0, 0))
    for rank in (0, 1):
        part = numbers(feed(rank=rank, ranks=2).batches(0, 0))
        assert part == [batch[rank::2] for batch in whole]


def test_a_split_comes_in_the_parts_that_its_task_says() -> None:
    batches = numbers(feed().evaluation("test"))
    assert [len(batch) for batch in batches] == [1, 8, 7]
    assert [*chain(*batches)] == [*range(TESTED)]


def test_images_are_normalised_and_targets_stay_as_they_are() -> None:
    batch = next(iter(feed().evaluation("test")))
    assert batch.keys() == {"images", "numbers", "seeds"}
    mean, deviation = torch.tensor([0.485, 0.456, 0.406]), torch.tensor([0.229, 0.224, 0.225])
    torch.testing.assert_close(batch["images"][0, :, 0, 0], -mean / deviation)
    assert batch["numbers"].dtype == torch.int64


def test_targets_move_together() -> None:
    moved = Targets(masks=torch.zeros(2), boxes=torch.zeros(3)).to("meta")
    assert isinstance(moved, Targets)
    assert {name: target.device.type for name, target in moved.items()} == {
        "masks": "meta",
        "boxes": "meta",
    }
