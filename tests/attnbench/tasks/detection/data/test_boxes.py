"""Boxes are chosen together with all that is known of them."""

import numpy as np

from attnbench.tasks.detection.data.boxes import Boxes


def test_a_choice_keeps_what_belongs_together() -> None:
    boxes = Boxes(
        corners=np.arange(12, dtype=np.float32).reshape(3, 4),
        labels=np.array([5, 6, 7]),
        crowds=np.array([False, True, False]),
        areas=np.array([1, 2, 3], np.float32),
    )
    single = boxes[~boxes.crowds]
    assert len(single) == 2
    assert single.corners.tolist() == [[0, 1, 2, 3], [8, 9, 10, 11]]
    assert (single.labels.tolist(), single.areas.tolist()) == ([5, 7], [1, 3])
    assert boxes[1:2].crowds.tolist() == [True]
