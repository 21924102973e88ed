"""Each image has its own boxes, in whatever order they were given."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from attnbench.data.pictures import ImageFiles
from attnbench.errors import CorruptImage
from attnbench.tasks.detection.data.boxes import Boxes
from attnbench.tasks.detection.data.pictures import BoxedPictures


def boxed(owners: list[int], sizes: list[tuple[int, int]], paths: tuple[str, ...]) -> BoxedPictures:
    count = len(owners)
    boxes = Boxes(
        corners=np.zeros((count, 4), np.float32),
        labels=np.arange(count),
        crowds=np.zeros(count, np.bool_),
        areas=np.zeros(count, np.float32),
    )
    return BoxedPictures.of(ImageFiles(paths), np.array(sizes), np.array(owners, np.int64), boxes)


@given(owners=st.lists(st.integers(0, 6)))
def test_each_image_has_the_boxes_it_owns_in_their_order(owners: list[int]) -> None:
    pictures = boxed(owners, [(1, 1)] * 7, ())
    assert len(pictures) == 7
    for image in range(7):
        own = [number for number, owner in enumerate(owners) if owner == image]
        assert pictures.boxes_of(image).labels.tolist() == own


def test_an_image_of_another_size_than_its_boxes_is_named(tmp_path: Path) -> None:
    file = tmp_path / "cat.png"
    Image.new("RGB", (8, 6)).save(file)
    assert boxed([], [(8, 6)], (str(file),)).read(0).size == (8, 6)
    with pytest.raises(CorruptImage, match=r"cat.png has 8x6 pixels, and its boxes .* for 6x8"):
        boxed([], [(6, 8)], (str(file),)).read(0)
