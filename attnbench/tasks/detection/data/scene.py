"""A picture with boxes, and what moves both together."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from attnbench.tasks.detection.data.boxes import Corners

GREY = (114, 114, 114)
"""Colour where no image is."""
LEAST_SIDE = 2.0
"""Pixels that a box that is learned has more of, in both directions;"""
LEAST_SEEN = 0.1
"""the share of its area that is seen is above this one,"""
MOST_ELONGATED = 20.0
"""and its longer side over the shorter one is below this."""


@dataclass(frozen=True, slots=True)
class Scene:
    """A picture with boxes in pixels of it, which may reach beyond it."""

    picture: Image.Image
    corners: Corners
    labels: NDArray[np.int64]


def scale_to(side: int, size: tuple[int, int]) -> float:
    """The factor that gives an image a longer side of `side` pixels."""
    return side / max(size)


def fitted(scene: Scene, side: int) -> Scene:
    """Resized to a longer side of `side` pixels, keeping the proportions."""
    size = scene.picture.size
    scale = scale_to(side, size)
    width, height = (max(1, length * side // max(size)) for length in size)
    # The shorter side is rounded down, and the rest cut off: both sides keep one scale.
    kept = (0, 0, min(size[0], width / scale), min(size[1], height / scale))
    picture = scene.picture.resize((width, height), Image.Resampling.BILINEAR, kept)
    border = np.array([width, height, width, height], np.float32)
    return Scene(picture, np.minimum(np.float32(scale) * scene.corners, border), scene.labels)


def letterboxed(scene: Scene, side: int) -> Scene:
    """Resized to a longer side of `side` pixels, with grey on the right or at the bottom."""
    small = fitted(scene, side)
    return Scene(
        _on_grey(side, [(small.picture, (0, 0))]),
        small.corners,
        small.labels,
    )


def mosaic(scenes: Sequence[Scene], centre: tuple[int, int], side: int) -> Scene:
    """Four scenes that meet at a point, on grey, and what of them hangs over cut off.

    Args:
        scenes: The upper left one, the upper right one, then the lower ones.
        centre: Where they meet, from the left and from the top.
        side: Of the whole, in pixels.
    """
    places = [
        (
            centre[0] - (scene.picture.width if number in (0, 2) else 0),
            centre[1] - (scene.picture.height if number in (0, 1) else 0),
        )
        for number, scene in enumerate(scenes)
    ]
    pictures = [scene.picture for scene in scenes]
    corners = [
        scene.corners + np.tile(np.array(place, np.float32), 2)
        for scene, place in zip(scenes, places, strict=True)
    ]
    return Scene(
        _on_grey(side, list(zip(pictures, places, strict=True))),
        np.concatenate(corners),
        np.concatenate([scene.labels for scene in scenes]),
    )


def moved(scene: Scene, side: int, *, zoom: float, shift: tuple[float, float]) -> Scene:
    """The middle of a scene on grey, zoomed and shifted, with the boxes that can still be learned.

    Args:
        scene: A square.
        side: Of what comes out, in pixels.
        zoom: By what everything is multiplied.
        shift: By how many pixels everything is then moved to the right and down.
    """
    length = zoom * scene.picture.width
    corner = np.float32((side - length) / 2) + np.array(shift, np.float32)
    left, top = corner.tolist()
    picture = scene.picture.transform(
        (side, side),
        Image.Transform.AFFINE,
        (1 / zoom, 0, -left / zoom, 0, 1 / zoom, -top / zoom),
        Image.Resampling.BILINEAR,
        fillcolor=GREY,
    )
    whole = np.float32(zoom) * scene.corners + np.tile(corner, 2)
    first, last = np.maximum(corner, 0), np.minimum(corner + np.float32(length), side)
    seen = whole.clip(np.tile(first, 2), np.tile(last, 2))
    kept = _learnable(seen, whole)
    return Scene(picture, seen[kept], scene.labels[kept])


def mirrored(scene: Scene) -> Scene:
    """Left and right swapped."""
    left, top, right, bottom = scene.corners.T
    width = np.float32(scene.picture.width)
    corners = np.stack([width - right, top, width - left, bottom], axis=1)
    return Scene(ImageOps.mirror(scene.picture), corners, scene.labels)


def _on_grey(side: int, placed: Sequence[tuple[Image.Image, tuple[int, int]]]) -> Image.Image:
    canvas = Image.new("RGB", (side, side), GREY)
    for picture, place in placed:
        canvas.paste(picture, place)
    return canvas


def _learnable(seen: Corners, whole: Corners) -> NDArray[np.bool_]:
    """(N, 4) and (N, 4) -> (N,): whether what is seen of a box can be learned."""
    sides = seen[:, 2:] - seen[:, :2]
    shorter, longer = sides.min(1), sides.max(1)
    return (
        (shorter > LEAST_SIDE)
        & (sides.prod(1) > LEAST_SEEN * (whole[:, 2:] - whole[:, :2]).prod(1))
        & (longer < MOST_ELONGATED * shorter)
    )
