"""The size of what the network gets in training."""

import numpy as np

from attnbench.tasks.segmentation.data.layouts import LARGEST_SIDE
from attnbench.tasks.segmentation.data.pictures import MaskedPictureSet


def crop_of(pictures: MaskedPictureSet, image_size: int) -> tuple[int, int]:
    """Height and width of a crop: in the proportion of the images if all have one size.

    Args:
        pictures: The data set.
        image_size: Shorter side; 0 takes that of the training images if all have one size, but at
            most 512, and else 512.
    """
    of_train = np.unique(pictures.train.sizes, axis=0)
    own = min(LARGEST_SIDE, int(of_train.min())) if len(of_train) == 1 else LARGEST_SIDE
    side = image_size or own
    of_all = np.unique(np.concatenate((pictures.train.sizes, pictures.test.sizes)), axis=0)
    if len(of_all) > 1:
        return side, side
    width, height = of_all[0].tolist()
    shorter = min(width, height)
    return round(height * side / shorter), round(width * side / shorter)
