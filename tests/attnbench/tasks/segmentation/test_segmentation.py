"""A network is scored on the pixels that were labelled, whatever its maps and batches are."""

from collections.abc import Iterator, Sequence

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from attnbench.data.feed import Batch, Split
from attnbench.errors import WrongUse
from attnbench.tasks.pictures import IMAGES
from attnbench.tasks.segmentation.confusion import scores_of
from attnbench.tasks.segmentation.data.pictures import IGNORED
from attnbench.tasks.segmentation.segmentation import Segmentation
from attnbench.training.task import Evaluation

NAMES = ("sky", "road", "tree")


class Scores(nn.Module):
    """A network whose images are its scores, (B, classes, h, w)."""

    def forward(self, images: Tensor) -> Tensor:
        return images


class Batches:
    """A feed of batches that are given."""

    train_count = validation_count = 0
    steps_per_epoch = 0

    def __init__(self, batches: Sequence[Batch]) -> None:
        self._batches = batches
        self.test_count = sum(len(batch["images"]) for batch in batches)

    def batches(self, seed: int, epoch: int, start: int = 0) -> Iterator[Batch]:
        raise NotImplementedError

    def batches_digest(self, seed: int, epochs: int) -> str:
        raise NotImplementedError

    def evaluation(self, split: Split) -> Iterator[Batch]:
        return iter(self._batches if split == "test" else ())


def evaluate(*batches: tuple[Tensor, Tensor], split: Split = "test") -> Evaluation:
    """What a network scores that gives these scores for these masks."""
    feed = Batches([{"images": scores, "masks": masks} for scores, masks in batches])
    return Segmentation(feed, NAMES).evaluate(Scores().eval(), split)


def draw(seed: int, count: int, height: int, width: int) -> tuple[Tensor, Tensor]:
    """Scores of a map of a quarter of that size, and masks."""
    random = np.random.default_rng(seed)
    scores = random.normal(size=(count, len(NAMES), height // 4, width // 4))
    masks = random.choice([0, 1, 2, IGNORED], (count, height, width)).astype(np.uint8)
    return torch.from_numpy(scores.astype(np.float32)), torch.from_numpy(masks)


def test_scores_are_brought_to_the_size_of_the_mask_before_the_largest_is_taken() -> None:
    # Class 0 leads by 3 in the left pixel of the map, class 1 by 1 in the right one: between their
    # middles, at 0.5 and 1.5 of 2, the lead passes through 0 at 1.25, so at pixel 5 of 8.
    scores = torch.tensor([[[[3.0, 0.0]], [[0.0, 1.0]], [[-9.0, -9.0]]]])
    masks = torch.tensor([[[0, 0, 0, 0, 0, 1, 1, 1]]], dtype=torch.uint8)
    fine = evaluate((scores, masks))
    assert fine.scores == {"miou": 100.0, "aacc": 100.0, "macc": 100.0}
    assert fine.outcomes["predicted"].tolist() == masks.flatten().tolist()
    # Taken in the map, the largest would be class 0 in 4 pixels, and class 1 in the other 4.
    coarse = scores.argmax(1).repeat_interleave(4, -1)
    assert (coarse == masks).float().mean() == 7 / 8


def test_a_mask_of_another_size_than_the_image_is_scored_in_its_own_pixels() -> None:
    scores, _ = draw(0, 1, 8, 8)
    masks = torch.zeros(1, 7, 31, dtype=torch.uint8)
    evaluation = evaluate((scores, masks))
    assert evaluation.outcomes["confusion"].sum() == masks.numel()
    assert evaluation.outcomes["predicted_sizes"].tolist() == [[7, 31]]


def test_scores_are_of_all_images_together_and_the_batch_does_not_matter() -> None:
    small, large = draw(1, 3, 8, 12), draw(2, 1, 40, 20)
    together = evaluate(small, large)
    one_by_one = [(small[0][i : i + 1], small[1][i : i + 1]) for i in range(3)]
    assert evaluate(*one_by_one, large).scores == together.scores
    parts = [evaluate(pair).outcomes["confusion"] for pair in (small, large)]
    assert (together.outcomes["confusion"] == sum(parts)).all()
    assert together.scores == scores_of(together.outcomes["confusion"].astype(np.int64))
    # The large image counts by its pixels, so it is no mean of two scores.
    mean = np.mean([evaluate(pair).scores["miou"] for pair in (small, large)])
    assert together.scores["miou"] != pytest.approx(mean, abs=0.01)


def test_pixels_without_a_label_are_left_out() -> None:
    scores, masks = draw(3, 2, 8, 8)
    confusion = evaluate((scores, masks)).outcomes["confusion"]
    assert confusion.sum() == (masks != IGNORED).sum()
    assert confusion.sum(1).tolist() == [(masks == label).sum() for label in range(3)]


def test_the_first_images_are_kept_for_pictures() -> None:
    outcomes = evaluate(draw(4, 7, 8, 8), draw(5, 9, 16, 4)).outcomes
    sizes = outcomes["predicted_sizes"]
    assert sizes.tolist() == [[8, 8]] * 7 + [[16, 4]] * (IMAGES - 7)
    assert outcomes["predicted"].dtype == np.uint8
    assert len(outcomes["predicted"]) == sizes.prod(1).sum()


def test_a_network_is_scored_in_half_precision_too() -> None:
    scores, masks = draw(6, 1, 8, 8)
    half = scores.to(torch.bfloat16)
    assert evaluate((half, masks)).scores == evaluate((half.float(), masks)).scores


def test_a_split_without_images_has_no_score() -> None:
    assert evaluate(draw(7, 1, 8, 8), split="validation") == Evaluation({}, {})


def test_images_without_a_labelled_pixel_are_refused() -> None:
    scores, masks = draw(8, 2, 8, 8)
    with pytest.raises(WrongUse, match="none of the test images has a labelled pixel"):
        evaluate((scores, torch.full_like(masks, IGNORED)))
