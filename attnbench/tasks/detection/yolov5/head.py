"""YOLOv5's head: one 1x1 convolution a level."""

from collections.abc import Mapping, Sequence
from math import log

import torch
from torch import Tensor, nn

ANCHORS: Mapping[int, tuple[tuple[int, int], ...]] = {
    2: ((5, 6), (8, 14), (15, 11)),
    3: ((10, 13), (16, 30), (33, 23)),
    4: ((30, 61), (62, 45), (59, 119)),
    5: ((116, 90), (156, 198), (373, 326)),
}
"""By level, widths and heights in pixels of an image of 640x640."""

BOX_VALUES = 5
"""Values of an anchor besides its classes: x, y, width, height and objectness."""

PRIOR_IMAGE_SIZE = 640
PRIOR_OBJECTS = 8
"""So many objects an image of that size are expected before training."""

PRIOR_CLASS = 0.6


class Head(nn.Module):
    """Maps, fine to coarse, to raw predictions (B, A * (5 + K), h, w), anchor by anchor."""

    def __init__(self, channels: Sequence[int], levels: Sequence[int], num_classes: int) -> None:
        super().__init__()
        self.num_classes = num_classes
        values = BOX_VALUES + num_classes
        for level, inputs in zip(levels, channels, strict=True):
            level_head = nn.Conv2d(inputs, len(ANCHORS[level]) * values, 1)
            self._start_from_prior(level_head, 2**level)
            self.add_module(f"p{level}", level_head)

    def forward(self, maps: Sequence[Tensor]) -> tuple[Tensor, ...]:
        """One map a level, fine to coarse."""
        return tuple(part(x) for part, x in zip(self.children(), maps, strict=True))

    @torch.no_grad()
    def _start_from_prior(self, level_head: nn.Conv2d, stride: int) -> None:
        """Let the biases expect few objects, as focal loss does (Lin et al., ICCV 2017)."""
        bias = level_head.get_parameter("bias").view(-1, BOX_VALUES + self.num_classes)
        bias[:, 4] += log(PRIOR_OBJECTS / (PRIOR_IMAGE_SIZE / stride) ** 2)
        bias[:, 5:] += log(PRIOR_CLASS / (self.num_classes - 0.99))
