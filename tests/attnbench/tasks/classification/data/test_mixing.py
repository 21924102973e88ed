"""Mixed batches repeat, start anywhere, and carry labels that say what is in them."""

import pytest
import torch

from attnbench.data.feed import Order
from attnbench.errors import WrongUse
from attnbench.tasks.classification.data import digits
from attnbench.tasks.classification.data.mixing import mixed, refuse_odd
from attnbench.tasks.classification.data.resident import Resident
from attnbench.tasks.recipes import RECIPES
from tests.attnbench.recipes import with_fields

PLAIN = with_fields(
    RECIPES["quick"], batch_size=64, crop="none", crop_padding=0, validation_share=0.0
)
ORDER = Order(recipe=PLAIN, device="cpu", limit=256)


def test_a_recipe_without_mixing_leaves_the_data_alone() -> None:
    feed = Resident(digits.load(), ORDER)
    assert mixed(feed, PLAIN, 10) is feed


@pytest.mark.parametrize("change", [{"mixup": 0.4}, {"cutmix": 1.0}, {"mixup": 0.4, "cutmix": 1.0}])
def test_mixed_batches_repeat_and_start_anywhere(change: dict[str, float]) -> None:
    recipe = with_fields(PLAIN, **change)
    feed = mixed(Resident(digits.load(), ORDER), recipe, 10)
    whole, late = list(feed.batches(3, 1)), list(feed.batches(3, 1, start=2))
    assert len(whole) == feed.steps_per_epoch == 4
    for one, other in zip(whole[2:], late, strict=True):
        assert torch.equal(one["images"], other["images"])
        assert torch.equal(one["labels"], other["labels"])


def test_mixup_mixes_images_as_its_labels_say() -> None:
    recipe = with_fields(PLAIN, mixup=0.4)
    plain = Resident(digits.load(), ORDER)
    for before, after in zip(
        plain.batches(0, 0), mixed(plain, recipe, 10).batches(0, 0), strict=True
    ):
        images, labels = before["images"], torch.eye(10)[before["labels"]]
        share = _share(labels, after["labels"])
        torch.testing.assert_close(after["images"], share * images + (1 - share) * images.flip(0))
        torch.testing.assert_close(after["labels"].sum(1), torch.ones(64))


def _share(labels: torch.Tensor, mixed_labels: torch.Tensor) -> float:
    """How much of each image is its own, from a pair of different classes."""
    pair = int((labels != labels.flip(0)).any(1).nonzero()[0])
    return float(mixed_labels[pair][labels[pair].argmax()])


def test_a_digest_tells_mixed_from_unmixed() -> None:
    feed = Resident(digits.load(), ORDER)
    recipes = [with_fields(PLAIN, mixup=alpha) for alpha in (0, 0.2, 0.4)]
    digests = {mixed(feed, recipe, 10).batches_digest(0, 2) for recipe in recipes}
    assert len(digests) == 3


def test_evaluation_is_not_mixed() -> None:
    feed = Resident(digits.load(), ORDER)
    one = next(iter(feed.evaluation("test")))
    other = next(iter(mixed(feed, with_fields(PLAIN, cutmix=1.0), 10).evaluation("test")))
    assert torch.equal(one["images"], other["images"])


def test_images_that_cannot_be_paired_are_refused() -> None:
    recipe = with_fields(PLAIN, batch_size=6, mixup=0.2)
    refuse_odd(Order(recipe=recipe, device="cpu"))
    refuse_odd(Order(recipe=with_fields(PLAIN, batch_size=6), device="cpu", ranks=2))
    with pytest.raises(WrongUse, match="batch_size must be a multiple of 4, got 6, 3 on each of 2"):
        refuse_odd(Order(recipe=recipe, device="cpu", ranks=2))
    odd = with_fields(recipe, batch_size=63)
    with pytest.raises(WrongUse, match="batch_size must be a multiple of 2, got 63: mixup"):
        refuse_odd(Order(recipe=odd, device="cpu"))


def test_every_epoch_is_mixed_anew() -> None:
    plain = Resident(digits.load(), ORDER)
    feed = mixed(plain, with_fields(PLAIN, mixup=0.4), 10)

    def shares(seed: int, epoch: int) -> list[float]:
        batches = zip(plain.batches(seed, epoch), feed.batches(seed, epoch), strict=True)
        return [
            _share(torch.eye(10)[before["labels"]], after["labels"]) for before, after in batches
        ]

    assert shares(0, 0) != pytest.approx(shares(0, 1))
    assert shares(0, 0) != pytest.approx(shares(1, 0))
