"""Samples come in the batches that were asked for, and one that cannot be read is an error."""

import pytest
import torch
from timm.data.loader import fast_collate

from attnbench.data.feed import Order
from attnbench.data.loading import Loading
from attnbench.errors import CorruptImage
from attnbench.tasks.recipes import RECIPES


class Numbered:
    """Ten images of one colour, the number of each as its class; the last is corrupt."""

    def __len__(self) -> int:
        return 10

    def __getitem__(self, place: int) -> tuple[torch.Tensor, int]:
        if place == 9:
            raise CorruptImage("image 9 is torn")
        return torch.full((3, 2, 2), place, dtype=torch.uint8), place


@pytest.mark.parametrize("workers", [0, 2])
def test_each_batch_has_the_samples_of_its_part(workers: int) -> None:
    order = Order(recipe=RECIPES["quick"], device="cpu", workers=workers)
    parts = [slice(4, 6), slice(0, 5, 2)]
    batches = list(Loading(order, fast_collate).load(Numbered(), parts))
    assert [labels.tolist() for _, labels in batches] == [[4, 5], [0, 2, 4]]
    images = batches[0][0]
    red = (torch.tensor([4.0, 5.0]) / 255 - 0.485) / 0.229
    torch.testing.assert_close(images[:, 0, 1, 1], red)


@pytest.mark.parametrize("workers", [0, 2])
def test_a_sample_that_cannot_be_read_is_raised_as_it_is(workers: int) -> None:
    order = Order(recipe=RECIPES["quick"], device="cpu", workers=workers)
    with pytest.raises(CorruptImage, match=r"^image 9 is torn$"):
        list(Loading(order, fast_collate).load(Numbered(), [slice(0, 2), slice(8, 10)]))
