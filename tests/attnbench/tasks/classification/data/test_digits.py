"""The built-in data set is the same to the byte everywhere, and its splits share no glyph."""

import hashlib

import numpy as np
import pytest
from sklearn.datasets import load_digits

from attnbench.tasks.classification.data import digits

SHA256 = "041fdec1c63bf9a7506ab4747c05e748f8187a1ee06d02c8a1fd082db965d217"


def test_the_images_are_the_same_to_the_byte() -> None:
    data = digits.load()
    arrays = (data.train_images, data.train_labels, data.test_images, data.test_labels)
    assert hashlib.sha256(b"".join(array.tobytes() for array in arrays)).hexdigest() == SHA256


def test_sizes_types_and_classes() -> None:
    data = digits.load()
    assert data.train_images.shape == (2500, 3, 32, 32)
    assert data.test_images.shape == (2000, 3, 32, 32)
    assert data.train_images.dtype == np.uint8
    assert set(data.train_labels) == set(data.test_labels) == set(range(10))
    assert data.size == (3, 32, 32)


def test_the_glyphs_are_those_that_scikit_learn_loads() -> None:
    source = load_digits()
    ink, labels = digits.load_glyphs()
    assert np.array_equal(ink, source.images)
    assert np.array_equal(labels, source.target)


def test_no_glyph_is_in_both_splits() -> None:
    glyphs = load_digits().images
    train, test = digits.split_glyphs(np.random.RandomState(digits.SEED), len(glyphs))
    assert len(train) + len(test) == len(glyphs)
    assert len(train) == digits.TRAIN_GLYPHS
    drawings = [{glyphs[index].tobytes() for index in split} for split in (train, test)]
    assert not drawings[0] & drawings[1]


def test_the_digit_is_over_the_distractors_and_brighter_than_the_ground() -> None:
    random = np.random.RandomState(0)
    full = np.full((1, digits.GLYPH, digits.GLYPH), digits.FULL_INK, dtype=np.int16)
    (canvas,), _ = digits._draw_all(random, full, np.zeros(1, dtype=np.int64), 1)
    bright = (canvas >= digits.DARKEST_INK).all(0)
    assert bright.sum() >= digits.GLYPH**2
    assert (canvas[:, ~bright] <= digits.BRIGHTEST_GROUND).all()


def test_mean_and_deviation_are_of_the_training_images() -> None:
    data = digits.load()
    scaled = data.train_images / 255
    assert data.mean == pytest.approx(tuple(scaled.mean((0, 2, 3))))
    assert data.deviation == pytest.approx(tuple(scaled.std((0, 2, 3))))
