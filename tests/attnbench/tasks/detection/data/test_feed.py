"""Images with boxes are fed the same whoever reads them, and none is skipped."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from attnbench.data.feed import Batch, Order
from attnbench.data.sample_feed import SampleFeed
from attnbench.errors import CorruptImage, WrongUse
from attnbench.plan.recipe import Recipe
from attnbench.tasks.detection.data import coco, digit_boxes
from attnbench.tasks.detection.data.feed import boxed_feed
from attnbench.tasks.detection.data.samples import Sample
from attnbench.tasks.recipes import RECIPES
from tests.attnbench.recipes import with_fields

MakeCoco = Callable[..., Path]

SIDE = 32
PLAIN = with_fields(RECIPES["quick-boxes"], shift=0.0, batch_size=4, validation_share=0)
RANDOM = with_fields(
    PLAIN,
    mosaic=0.5,
    zoom=0.5,
    shift=0.1,
    hue=0.02,
    saturation=0.7,
    brightness=0.4,
    flip=0.5,
)


def feed(folder: Path, recipe: Recipe, **options: int) -> SampleFeed[Sample]:
    return boxed_feed(coco.scan(folder), SIDE, Order(recipe=recipe, device="cpu", **options))


def same(first: Iterable[Batch], second: Iterable[Batch]) -> bool:
    return all(
        one.keys() == other.keys() and all(torch.equal(one[name], other[name]) for name in one)
        for one, other in zip(first, second, strict=True)
    )


@pytest.mark.parametrize("recipe", [PLAIN, RANDOM], ids=["plain", "random"])
def test_an_epoch_is_the_same_whichever_process_reads_it(
    make_coco: MakeCoco, recipe: Recipe
) -> None:
    pets = make_coco()
    boxed, apart = feed(pets, recipe), feed(pets, recipe, workers=2)
    epoch = list(boxed.batches(3, 1))
    assert len(epoch) == boxed.steps_per_epoch == 3
    assert same(epoch, apart.batches(3, 1))
    assert same(boxed.evaluation("test"), apart.evaluation("test"))


@pytest.mark.parametrize("start", [0, 1, 2, 3])
def test_an_epoch_goes_on_where_it_was_left(make_coco: MakeCoco, start: int) -> None:
    boxed = feed(make_coco(), RANDOM)
    whole, rest = list(boxed.batches(0, 0)), list(boxed.batches(0, 0, start))
    assert len(rest) == len(whole) - start
    assert same(whole[start:], rest)


def test_seeds_and_epochs_differ(make_coco: MakeCoco) -> None:
    boxed = feed(make_coco(), RANDOM)
    first = list(boxed.batches(0, 0))
    assert not same(first, boxed.batches(0, 1))
    assert not same(first, boxed.batches(1, 0))
    digest = boxed.batches_digest(0, 2)
    assert digest == boxed.batches_digest(0, 2)
    assert len({digest, boxed.batches_digest(0, 1), boxed.batches_digest(1, 2)}) == 3


def test_ranks_share_every_batch(make_coco: MakeCoco) -> None:
    pets = make_coco()
    whole = list(feed(pets, RANDOM).batches(0, 0))
    parts = [list(feed(pets, RANDOM, rank=rank, ranks=2).batches(0, 0)) for rank in (0, 1)]
    for batch, *shared in zip(whole, *parts, strict=True):
        for rank, part in enumerate(shared):
            assert torch.equal(batch["images"][rank::2], part["images"])
            most = part["labels"].shape[1]
            assert torch.equal(batch["labels"][rank::2, :most], part["labels"])
            assert torch.equal(batch["boxes"][rank::2, :most], part["boxes"])


def test_an_image_that_others_are_read_beside_stays_itself(make_coco: MakeCoco) -> None:
    pets = make_coco()
    small = feed(pets, replace(RANDOM, batch_size=2))
    large = feed(pets, replace(RANDOM, batch_size=6))
    one, other = (
        torch.cat([batch["images"] for batch in boxed.batches(0, 0)]) for boxed in (small, large)
    )
    assert torch.equal(one, other)


def test_evaluation_has_every_image_in_order(make_coco: MakeCoco) -> None:
    pets = make_coco()
    boxed, pictures = feed(pets, PLAIN), coco.scan(pets)
    batches = list(boxed.evaluation("test"))
    assert [len(batch["images"]) for batch in batches] == [4, 1]
    assert boxed.test_count == 5
    labels = [row[row >= 0].tolist() for batch in batches for row in batch["labels"]]
    assert labels == [pictures.test.boxes_of(index).labels.tolist() for index in range(5)]


def test_images_are_normalised_and_lie_as_the_recipe_says(make_coco: MakeCoco) -> None:
    boxed = feed(make_coco(), replace(PLAIN, channels_last=True))
    images = next(iter(boxed.batches(0, 0)))["images"]
    assert images.dtype == torch.float32
    assert images.is_contiguous(memory_format=torch.channels_last)
    grey = (torch.tensor([0.485, 0.456, 0.406]) - 114 / 255) / -torch.tensor([0.229, 0.224, 0.225])
    torch.testing.assert_close(images[0, :, -1, -1], grey, rtol=1e-4, atol=1e-4)


def test_training_and_validation_share_no_image(make_coco: MakeCoco) -> None:
    boxed = feed(make_coco(), replace(PLAIN, validation_share=0.25))
    assert (boxed.train_count, boxed.validation_count) == (9, 3)
    trained, held = (
        {image.numpy().tobytes() for batch in part for image in batch["images"]}
        for part in (boxed.batches(0, 0), boxed.evaluation("validation"))
    )
    assert (len(trained), len(held)) == (8, 3)
    assert not trained & held


def test_a_limit_is_of_each_split(make_coco: MakeCoco) -> None:
    boxed = feed(make_coco(), PLAIN, limit=4)
    assert (boxed.train_count, boxed.test_count) == (4, 4)


@pytest.mark.parametrize("workers", [0, 2])
def test_reading_leaves_the_streams_of_others_alone(make_coco: MakeCoco, workers: int) -> None:
    boxed = feed(make_coco(), RANDOM, workers=workers)
    torch.manual_seed(0)
    np.random.seed(0)
    expected = torch.rand(3), np.random.random()
    torch.manual_seed(0)
    np.random.seed(0)
    list(boxed.batches(0, 0))
    list(boxed.evaluation("test"))
    assert torch.equal(torch.rand(3), expected[0])
    assert np.random.random() == expected[1]


@pytest.mark.parametrize("workers", [0, 2])
@pytest.mark.parametrize("split", ["train", "val"])
def test_a_corrupt_image_is_named_and_not_skipped(
    make_coco: MakeCoco, split: str, workers: int
) -> None:
    pets = make_coco()
    file = pets / "images" / split / f"{split} 2.png"
    file.write_bytes(file.read_bytes()[:500])
    boxed = feed(pets, RANDOM, workers=workers)
    with pytest.raises(CorruptImage) as refusal:
        list(boxed.batches(0, 0) if split == "train" else boxed.evaluation("test"))
    assert str(refusal.value).startswith(f"cannot read image {file}: ")
    assert "\n" not in str(refusal.value)


def test_too_few_images_for_a_batch_are_refused(make_coco: MakeCoco) -> None:
    with pytest.raises(WrongUse, match="batch_size must be at most the 12 training images, got 16"):
        feed(make_coco(), replace(PLAIN, batch_size=16))


@pytest.mark.parametrize(("of", "split"), [("train", "training"), ("val", "test")])
def test_images_of_crowds_alone_are_refused(of: str, split: str, make_coco: MakeCoco) -> None:
    def crowd(content: dict[str, list[dict[str, object]]]) -> None:
        for annotation in content["annotations"]:
            annotation["iscrowd"] = 1

    with pytest.raises(WrongUse, match=f"none of the .* {split} images has a box of a single"):
        feed(make_coco(of=of, change=crowd), PLAIN)


def test_the_built_in_data_are_fed_at_their_own_side() -> None:
    data = digit_boxes.load()
    boxed = boxed_feed(data, data.side, Order(recipe=RANDOM, device="cpu", limit=8))
    batch = next(iter(boxed.batches(0, 0)))
    assert batch["images"].shape == (4, 3, 64, 64)
    assert batch["boxes"].shape == (4, batch["labels"].shape[1], 4)


def test_the_built_in_data_are_normalised_as_all_images_with_boxes_are() -> None:
    data = digit_boxes.load()
    boxed = boxed_feed(data, data.side, Order(recipe=PLAIN, device="cpu"))
    image = next(iter(boxed.evaluation("test")))["images"][0]
    pixels = torch.from_numpy(np.array(data.test.images.open(0))).permute(2, 0, 1) / 255
    mean, deviation = (
        torch.tensor(values).view(3, 1, 1)
        for values in ((0.485, 0.456, 0.406), (0.229, 0.224, 0.225))
    )
    torch.testing.assert_close(image, (pixels - mean) / deviation, rtol=1e-4, atol=1e-4)


def test_real_images_are_fed_with_boxes_inside(real: Path) -> None:
    boxed = boxed_feed(coco.scan(real), 128, Order(recipe=RANDOM, device="cpu", limit=8))
    for batch in boxed.batches(0, 0):
        boxes = batch["boxes"][batch["labels"] >= 0]
        assert len(boxes)
        assert (boxes >= 0).all()
        assert (boxes <= 128).all()
        assert (boxes[:, 2:] > boxes[:, :2] + 2).all()
    for batch in boxed.evaluation("test"):
        assert batch["boxes"].amax() * batch["scales"].amin() <= 128 * 3
        assert batch["images"].isfinite().all()
