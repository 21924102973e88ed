"""Random changes of images with boxes: mosaic, zoom and shift, mirroring, colours.

Sources: the mosaic of four images is YOLOv4's (Bochkovskiy et al., 2020, arXiv:2004.10934); zoom,
shift and colours in HSV are YOLO's (Redmon et al., 2016, arXiv:1506.02640, section 2.2).
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from attnbench.data.split import Indices
from attnbench.plan.recipe import Recipe
from attnbench.tasks.detection.data.scene import Scene, fitted, letterboxed, mirrored, mosaic, moved
from attnbench.tasks.detection.fields import DetectionFields

LEVELS = np.arange(256)


class Augmentation:
    """What a recipe does to training images with boxes.

    Args:
        recipe: Of the chances and ranges.
        side: Of what comes out, in pixels.
    """

    def __init__(self, recipe: Recipe, side: int) -> None:
        self._fields = recipe.task_fields(DetectionFields)
        self._flip = recipe.flip
        self._side = side

    def apply(
        self,
        index: int,
        others: Indices,
        read: Callable[[int], Scene],
        random: np.random.Generator,
    ) -> Scene:
        """A square scene of one image, or of it and three others.

        Args:
            index: Of the image.
            others: Images that a mosaic may take.
            read: Gives an image with its boxes.
            random: What is drawn from.
        """
        fields, side = self._fields, self._side
        if random.random() < fields.mosaic:
            chosen = [index, *random.choice(others, 3).tolist()]
            across, down = random.integers(side // 2, side + side // 2, 2, endpoint=True).tolist()
            four = [fitted(read(place), side) for place in chosen]
            scene = mosaic(four, (across, down), 2 * side)
        else:
            scene = letterboxed(read(index), side)
        zoom = 1 + random.uniform(-fields.zoom, fields.zoom)
        right, down = (side * random.uniform(-fields.shift, fields.shift, 2)).tolist()
        scene = moved(scene, side, zoom=zoom, shift=(right, down))
        if random.random() < self._flip:
            scene = mirrored(scene)
        return replace(scene, picture=self._coloured(scene.picture, random))

    def _coloured(self, picture: Image.Image, random: np.random.Generator) -> Image.Image:
        """Hue turned, saturation and brightness multiplied."""
        fields = self._fields
        ranges = (fields.hue, fields.saturation, fields.brightness)
        if not any(ranges):
            return picture
        hue, saturation, brightness = random.uniform(-1, 1, 3) * ranges
        tables = [
            (LEVELS + round(hue * len(LEVELS))) % len(LEVELS),
            _multiplied(1 + saturation),
            _multiplied(1 + brightness),
        ]
        lookup = np.concatenate(tables).tolist()
        return picture.convert("HSV").point(lookup).convert("RGB")


def _multiplied(factor: float) -> NDArray[np.int64]:
    return np.clip(np.round(LEVELS * factor), 0, 255).astype(np.int64)
