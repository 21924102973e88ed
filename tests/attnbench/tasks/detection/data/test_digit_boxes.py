"""The built-in data set with boxes is the same to the byte everywhere."""

import hashlib

import numpy as np
import pytest
from numpy.typing import NDArray

from attnbench.tasks.classification.data.digits import BRIGHTEST_GROUND, DARKEST_INK
from attnbench.tasks.detection.data import digit_boxes
from attnbench.tasks.detection.data.digit_boxes import SIDE, Canvases
from attnbench.tasks.detection.data.pictures import BoxedPictures

SHA256 = "41b37eba01b88437bbfd47ba235016441c4d7363e7958ad3b19cdca0027ec5b1"


@pytest.fixture(params=["train", "test"])
def split(request: pytest.FixtureRequest) -> BoxedPictures:
    pictures = digit_boxes.load()
    return pictures.train if request.param == "train" else pictures.test


def pixels_of(split: BoxedPictures) -> NDArray[np.uint8]:
    assert isinstance(split.images, Canvases)
    return split.images.pixels


def test_the_images_are_the_same_to_the_byte() -> None:
    data = digit_boxes.load()
    arrays = [
        array
        for split in (data.train, data.test)
        for array in (pixels_of(split), split.starts, split.boxes.corners, split.boxes.labels)
    ]
    assert hashlib.sha256(b"".join(array.tobytes() for array in arrays)).hexdigest() == SHA256


def test_an_image_has_one_to_five_digits_that_share_no_pixel(split: BoxedPictures) -> None:
    assert set(np.diff(split.starts)) == {1, 2, 3, 4, 5}
    for index in range(len(split)):
        taken = np.zeros((SIDE, SIDE), np.int64)
        for left, top, right, bottom in split.boxes_of(index).corners.astype(int):
            taken[top:bottom, left:right] += 1
        assert taken.max() == 1


def test_boxes_lie_inside_and_are_of_all_classes_and_both_sizes(split: BoxedPictures) -> None:
    corners = split.boxes.corners
    assert corners.min() >= 0
    assert corners.max() <= SIDE
    assert set(split.boxes.labels) == set(range(10))
    heights = (corners[:, 3] - corners[:, 1]).astype(int)
    assert np.isin([16, 24], heights).all()
    assert heights.max() == 24
    np.testing.assert_array_equal(split.boxes.areas, (corners[:, 2:] - corners[:, :2]).prod(1))


def test_a_digit_is_brighter_than_its_ground_up_to_the_edges_of_its_box(
    split: BoxedPictures,
) -> None:
    pixels = pixels_of(split).max(3)
    assert BRIGHTEST_GROUND < DARKEST_INK
    for index in range(100):
        ground = np.bincount(pixels[index].ravel()).argmax()
        for left, top, right, bottom in split.boxes_of(index).corners.astype(int):
            inside = pixels[index, top:bottom, left:right] > ground
            for edge in (inside[0], inside[-1], inside[:, 0], inside[:, -1]):
                assert edge.any()


def test_an_image_is_read_as_it_was_drawn(split: BoxedPictures) -> None:
    assert np.array_equal(np.asarray(split.read(7)), pixels_of(split)[7])
    assert split.images.name(7).startswith("7 of digit-boxes, t")
