"""Which cells and anchors of a level learn which objects."""

from dataclasses import dataclass

import torch
from torch import Tensor

from attnbench.tasks.detection.yolov5.level import Level

MOST_RATIO = 4
"""An anchor learns objects whose sides differ from its own by less than this factor."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """The N matches of one level."""

    images: Tensor
    """(N,): the place in the batch,"""
    anchors: Tensor
    """(N,): the anchor,"""
    cells: Tensor
    """(N, 2): and the column and row that learn"""
    boxes: Tensor
    """(N, 4): this box, left, top, right and bottom in pixels,"""
    labels: Tensor
    """(N,): of this class."""

    @property
    def index(self) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Where in (B, A, h, w) the matches are."""
        columns, rows = self.cells.unbind(-1)
        return self.images, self.anchors, rows, columns


def assign(boxes: Tensor, labels: Tensor, level: Level, *, height: int, width: int) -> Assignment:
    """Match objects with anchors only by their shape, in their cell and its two nearest neighbours.

    Args:
        boxes: (B, M, 4): left, top, right and bottom in pixels.
        labels: (B, M); -1 where there is no box.
        level: The anchors.
        height: Rows of the level's map.
        width: Columns of it.
    """
    images, objects = (labels >= 0).nonzero(as_tuple=True)
    boxes, labels = boxes[images, objects], labels[images, objects]
    fitting, anchors = _fits(boxes, level).nonzero(as_tuple=True)
    matches, cells = _cells(boxes[fitting], level.stride, boxes.new_tensor((width, height)))
    fitting, anchors = fitting[matches], anchors[matches]
    return Assignment(images[fitting], anchors, cells, boxes[fitting], labels[fitting])


def _fits(boxes: Tensor, level: Level) -> Tensor:
    """(N, 4) -> (N, A): whether no side is too large or too small for the anchor."""
    sides = boxes[:, None, 2:] - boxes[:, None, :2]
    ratios = sides / level.sides(boxes)
    return torch.maximum(ratios, 1 / ratios).amax(-1) < MOST_RATIO


def _cells(boxes: Tensor, stride: int, grid: Tensor) -> tuple[Tensor, Tensor]:
    """The cells of each box: the places (M,) in boxes, and columns and rows (M, 2).

    Besides its own a box has the cell beside it that its centre is nearest to, and the one above
    or below, as far as the map reaches.
    """
    centres = (boxes[:, :2] + boxes[:, 2:]) / (2 * stride)
    own = centres.floor().clamp(max=grid - 1)
    towards = torch.where(centres - own < 0.5, -1.0, 1.0)
    neighbours = own + towards
    inside = (neighbours >= 0) & (neighbours < grid)
    beside = torch.stack((neighbours[:, 0], own[:, 1]), dim=-1)
    above = torch.stack((own[:, 0], neighbours[:, 1]), dim=-1)
    cells = torch.stack((own, beside, above), dim=1)
    taken = torch.cat((torch.ones_like(inside[:, :1]), inside), dim=1)
    places, _ = taken.nonzero(as_tuple=True)
    return places, cells[taken].long()
