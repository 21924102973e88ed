"""Classes have colours that can be told apart, and pixels of no class have none."""

import numpy as np

from attnbench.tasks.segmentation.palette import (
    BETWEEN,
    STRIPE,
    _oklab,
    paint,
    palette_of,
)


def least_distance(num_classes: int) -> float:
    """Between any two of these colours and white, as they look; black and white are 1 apart."""
    seen = _oklab(np.concatenate((palette_of(num_classes), [[255, 255, 255]])).astype(float))
    distances = np.linalg.norm(seen[:, None] - seen, axis=-1)
    return float(distances[~np.eye(len(seen), dtype=bool)].min())


def test_colours_can_be_told_apart() -> None:
    assert least_distance(11) > 0.2
    assert least_distance(21) > 0.15
    assert least_distance(150) > 0.05
    assert len(np.unique(palette_of(255), axis=0)) == 255


def test_few_classes_have_the_first_colours_of_many() -> None:
    assert (palette_of(150)[:11] == palette_of(11)).all()


def test_the_colours_of_the_data_come_first() -> None:
    assert palette_of(2, [(0, 0, 0), (128, 0, 0)]).tolist() == [[0, 0, 0], [128, 0, 0]]


def test_oklab_is_as_published() -> None:
    seen = _oklab(np.array([[255.0, 255, 255], [255, 0, 0], [0, 0, 255]]))
    published = np.array([[1, 0, 0], [0.6280, 0.2249, 0.1258], [0.4520, -0.0325, -0.3115]])
    assert np.abs(seen - published).max() < 1e-4


def test_a_mask_is_painted_and_what_is_no_class_is_hatched() -> None:
    labels = np.full((12, 12), 255, np.uint8)
    labels[:, :6] = [[1]]
    labels[0, 0] = 0
    colours = paint(labels, palette_of(2, [(1, 2, 3), (4, 5, 6)]))
    assert colours.shape == (12, 12, 3)
    assert colours.dtype == np.uint8
    assert colours[0, 0].tolist() == [1, 2, 3]
    assert (colours[1:, :6] == (4, 5, 6)).all()
    hatch, shares = np.unique(colours[:, 6:].reshape(-1, 3), axis=0, return_counts=True)
    assert hatch.tolist() == [list(STRIPE), list(BETWEEN)]
    assert shares.tolist() == [24, 48]
