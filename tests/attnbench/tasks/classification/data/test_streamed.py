"""Image files are fed the same whoever reads them, and none is skipped."""

import random
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from timm.data import IMAGENET_DEFAULT_MEAN, IMAGENET_DEFAULT_STD
from torch import Tensor
from torchvision.transforms import Normalize

from attnbench.data.feed import Batch, Order
from attnbench.data.pictures import decode
from attnbench.errors import CorruptImage, WrongUse
from attnbench.plan.recipe import Recipe
from attnbench.tasks.classification.data.folder import scan
from attnbench.tasks.classification.data.pil import evaluation_transform
from attnbench.tasks.classification.data.streamed import Streamed
from attnbench.tasks.recipes import RECIPES
from tests.attnbench.recipes import with_fields

MakeFolder = Callable[..., Path]

SIDE = 16
PLAIN = with_fields(RECIPES["nam200"], batch_size=4, crop="none", crop_padding=0, flip=0.0)
RANDOM = with_fields(
    PLAIN, crop="resized", flip=0.5, cutout=6, rand_augment_ops=2, validation_share=0.2
)


def feed(folder: Path, recipe: Recipe, **options: int) -> Streamed:
    return Streamed(scan(folder), SIDE, Order(recipe=recipe, device="cpu", **options))


def images(batches: Iterable[Batch]) -> list[Tensor]:
    return [batch["images"] for batch in batches]


def same(first: Iterable[Batch], second: Iterable[Batch]) -> bool:
    return all(map(torch.equal, images(first), images(second)))


@pytest.mark.parametrize("recipe", [PLAIN, RANDOM], ids=["plain", "random"])
def test_an_epoch_is_the_same_whichever_process_reads_it(
    make_folder: MakeFolder, recipe: Recipe
) -> None:
    pets = make_folder()
    streamed, apart = feed(pets, recipe), feed(pets, recipe, workers=2)
    epoch = list(streamed.batches(3, 1))
    assert len(epoch) == streamed.steps_per_epoch == streamed.train_count // 4
    assert same(epoch, apart.batches(3, 1))
    assert same(streamed.evaluation("test"), apart.evaluation("test"))


def test_seeds_and_epochs_differ(make_folder: MakeFolder) -> None:
    streamed = feed(make_folder(), RANDOM)
    first = list(streamed.batches(0, 0))
    assert not same(first, streamed.batches(0, 1))
    assert not same(first, streamed.batches(1, 0))
    digest = streamed.batches_digest(0, 2)
    assert digest == streamed.batches_digest(0, 2)
    assert len({digest, streamed.batches_digest(0, 1), streamed.batches_digest(1, 2)}) == 3


@pytest.mark.parametrize("start", [0, 1, 2, 3])
def test_an_epoch_goes_on_where_it_was_left(make_folder: MakeFolder, start: int) -> None:
    streamed = feed(make_folder(train=8), RANDOM)
    whole, rest = list(streamed.batches(0, 0)), list(streamed.batches(0, 0, start))
    assert len(rest) == len(whole) - start
    assert same(whole[start:], rest)


def test_ranks_share_every_batch(make_folder: MakeFolder) -> None:
    pets = make_folder()
    whole = images(feed(pets, RANDOM).batches(0, 0))
    parts = [images(feed(pets, RANDOM, rank=rank, ranks=2).batches(0, 0)) for rank in (0, 1)]
    for batch, first, second in zip(whole, *parts, strict=True):
        assert torch.equal(batch[0::2], first)
        assert torch.equal(batch[1::2], second)


def test_an_epoch_has_no_image_twice_and_each_with_its_label(make_folder: MakeFolder) -> None:
    pets = make_folder(train=7)
    pictures = scan(pets)
    transform = evaluation_transform(PLAIN, SIDE)
    normalise = Normalize(IMAGENET_DEFAULT_MEAN, IMAGENET_DEFAULT_STD)
    pictures_in_order = [
        normalise(transform(decode(pictures.train, index)) / 255) for index in range(14)
    ]
    seen = []
    for batch in feed(pets, PLAIN).batches(0, 0):
        for image, label in zip(batch["images"], batch["labels"], strict=True):
            (index,) = (
                i
                for i, picture in enumerate(pictures_in_order)
                if torch.allclose(image, picture, atol=1e-5)
            )
            assert pictures.train.labels[index] == label
            seen.append(index)
    assert len(seen) == len(set(seen)) == 12


def test_evaluation_has_every_image_in_order(make_folder: MakeFolder) -> None:
    streamed = feed(make_folder(test=3), PLAIN)
    batches = list(streamed.evaluation("test"))
    assert [len(batch["labels"]) for batch in batches] == [4, 2]
    assert torch.cat([batch["labels"] for batch in batches]).tolist() == [0, 0, 0, 1, 1, 1]
    assert streamed.test_count == 6


def test_training_and_validation_share_no_image(make_folder: MakeFolder) -> None:
    held = replace(PLAIN, batch_size=2, validation_share=0.5)
    streamed = feed(make_folder(), held)
    assert (streamed.train_count, streamed.validation_count) == (6, 6)
    parts = (streamed.batches(0, 0), streamed.evaluation("validation"))
    trained, validated = ({i.numpy().tobytes() for b in images(part) for i in b} for part in parts)
    assert len(trained) == len(validated) == 6
    assert not trained & validated


def test_a_limit_keeps_as_many_of_each_class(make_folder: MakeFolder) -> None:
    streamed = feed(make_folder(), PLAIN, limit=4)
    assert (streamed.train_count, streamed.test_count) == (4, 4)
    labels = torch.cat([batch["labels"] for batch in streamed.evaluation("test")])
    assert labels.bincount().tolist() == [2, 2]


@pytest.mark.parametrize("channels_last", [True, False])
def test_images_lie_as_the_recipe_says(make_folder: MakeFolder, channels_last: bool) -> None:
    streamed = feed(make_folder(), replace(RANDOM, channels_last=channels_last))
    layout = torch.channels_last if channels_last else torch.contiguous_format
    batch = next(streamed.batches(0, 0))["images"]
    assert batch.dtype == torch.float32
    assert batch.is_contiguous(memory_format=layout)


def test_cutout_blanks_a_square_to_the_mean_colour(make_folder: MakeFolder) -> None:
    pets = make_folder()
    before = torch.cat(images(feed(pets, PLAIN).batches(0, 0)))
    after = torch.cat(images(feed(pets, with_fields(PLAIN, cutout=6)).batches(0, 0)))
    changed = (before != after).any(1)
    assert (after.abs().amax(1)[changed] == 0).all()
    assert (changed.sum((1, 2)) >= 9).all()
    assert (changed.sum((1, 2)) <= 36).all()


@pytest.mark.parametrize("workers", [0, 2])
def test_reading_leaves_the_streams_of_others_alone(make_folder: MakeFolder, workers: int) -> None:
    streamed = feed(make_folder(), RANDOM, workers=workers)
    torch.manual_seed(0)
    random.seed(0)
    expected = torch.rand(3), random.random()
    torch.manual_seed(0)
    random.seed(0)
    list(streamed.batches(0, 0))
    list(streamed.evaluation("test"))
    assert torch.equal(torch.rand(3), expected[0])
    assert random.random() == expected[1]


@pytest.mark.parametrize("workers", [0, 2])
@pytest.mark.parametrize("split", ["train", "val"])
def test_a_corrupt_image_is_named_and_not_skipped(
    make_folder: MakeFolder, split: str, workers: int
) -> None:
    pets = make_folder()
    file = pets / split / "dog" / "2.png"
    file.write_bytes(file.read_bytes()[:500])
    streamed = feed(pets, PLAIN, workers=workers)
    with pytest.raises(CorruptImage) as refusal:
        list(streamed.batches(0, 0) if split == "train" else streamed.evaluation("test"))
    assert str(refusal.value).startswith(f"cannot read image {file}: ")
    assert "\n" not in str(refusal.value)


def test_too_few_images_for_a_batch_are_refused(make_folder: MakeFolder) -> None:
    with pytest.raises(WrongUse, match="batch_size must be at most the 12 training images, got 16"):
        feed(make_folder(), replace(PLAIN, batch_size=16))


def test_a_batch_that_ranks_cannot_share_is_refused(make_folder: MakeFolder) -> None:
    with pytest.raises(
        WrongUse, match="batch_size must be a multiple of 3, the number of devices, got 4"
    ):
        feed(make_folder(), PLAIN, ranks=3)


def test_as_many_images_are_mirrored_as_asked(make_folder: MakeFolder) -> None:
    flipping = replace(PLAIN, flip=0.5)
    pets = make_folder(train=2)
    plain, flipped = feed(pets, PLAIN), feed(pets, flipping)
    mirrored = [
        not torch.equal(image, known)
        for epoch in range(50)
        for image, known in zip(
            images(flipped.batches(0, epoch))[0], images(plain.batches(0, epoch))[0], strict=True
        )
    ]
    assert np.mean(mirrored) == pytest.approx(0.5, abs=0.11)
