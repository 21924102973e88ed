"""Draws lie on the host and on the device, and are cut the same way on both."""

import numpy as np

from attnbench.tasks.classification.data.augmentation.transformation import Drawn


def test_a_part_is_the_same_rows_on_host_and_device() -> None:
    drawn = Drawn.on("cpu", np.arange(24).reshape(12, 2))
    part = drawn[1:9:3]
    assert part.host.tolist() == [[2, 3], [8, 9], [14, 15]]
    assert part.device.tolist() == part.host.tolist()
