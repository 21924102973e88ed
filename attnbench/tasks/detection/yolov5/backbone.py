"""YOLOv5's backbone: a stem and four stages of cross-stage blocks."""

from dataclasses import dataclass

from torch import Tensor, nn

from attnbench.tasks.detection.yolov5.scale import Scale
from attnbench.tasks.detection.yolov5.units import (
    ChainedPyramidPooling,
    ConvUnit,
    CrossStageBlock,
    ParallelPyramidPooling,
    SpaceToDepthStem,
)

STAGE_CHANNELS = (128, 256, 512, 1024)
"""Channels of the base network at strides 4, 8, 16 and 32."""

STEM_CHANNELS = 64


@dataclass(frozen=True, slots=True)
class Era:
    """What distinguishes the backbones of YOLOv5's releases."""

    space_to_depth_stem: bool
    """The stem: 2x2 pixels into channels and a 3x3 convolution, or one of 6x6 with stride 2."""
    repeats: tuple[int, int, int, int]
    """Bottlenecks of the base network's stages."""
    pools_inside: bool
    """Whether pyramid pooling comes before the last stage's block, which then adds nothing."""


V5 = Era(space_to_depth_stem=True, repeats=(3, 9, 9, 3), pools_inside=True)
V6 = Era(space_to_depth_stem=False, repeats=(3, 6, 9, 3), pools_inside=False)


class Stage(nn.Module):
    """Half the resolution, then a cross-stage block, with a tap behind it."""

    def __init__(self, channels: int, out: int, *, repeats: int, pools: bool = False) -> None:
        super().__init__()
        self.down = ConvUnit(channels, out, kernel_size=3, stride=2)
        self.pooling = ParallelPyramidPooling(out) if pools else nn.Identity()
        self.block = CrossStageBlock(out, out, repeats=repeats, shortcut=not pools)
        self.tap = nn.Identity()

    def forward(self, x: Tensor) -> Tensor:
        """Half the height and width, `out` channels."""
        y: Tensor = self.tap(self.block(self.pooling(self.down(x))))
        return y


class Backbone(nn.Module):
    """Images (B, 3, H, W) to the maps of four stages, at strides 4, 8, 16 and 32."""

    def __init__(self, scale: Scale, era: Era) -> None:
        super().__init__()
        stem = scale.channels(STEM_CHANNELS)
        self.channels = tuple(map(scale.channels, STAGE_CHANNELS))
        self.stem = (
            SpaceToDepthStem(3, stem)
            if era.space_to_depth_stem
            else ConvUnit(3, stem, kernel_size=6, stride=2)
        )
        inputs = (stem, *self.channels[:-1])
        repeats = tuple(map(scale.repeats, era.repeats))
        self.stage1 = Stage(inputs[0], self.channels[0], repeats=repeats[0])
        self.stage2 = Stage(inputs[1], self.channels[1], repeats=repeats[1])
        self.stage3 = Stage(inputs[2], self.channels[2], repeats=repeats[2])
        self.stage4 = Stage(inputs[3], self.channels[3], repeats=repeats[3], pools=era.pools_inside)
        self.pooling = (
            nn.Identity() if era.pools_inside else ChainedPyramidPooling(self.channels[3])
        )

    def forward(self, images: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """The maps, fine to coarse."""
        first = self.stage1(self.stem(images))
        second = self.stage2(first)
        third = self.stage3(second)
        return first, second, third, self.pooling(self.stage4(third))
