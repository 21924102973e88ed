"""The neck of a detector: one pyramid of equally wide maps (Lin et al., CVPR 2017)."""

from collections.abc import Sequence

from torch import Tensor, nn
from torchvision.ops import FeaturePyramidNetwork
from torchvision.ops.feature_pyramid_network import LastLevelP6P7

from attnbench.feature_maps import FeatureMap

WIDEST = 256
"""Channels of a pyramid, as its paper has them."""

NARROWEST = 64

EXTRA_LEVELS = 2
"""P6 and P7 of RetinaNet and FCOS."""

LEAST_SIDE = 8
"""Positions a side of the coarsest map from which on the extra levels have a use."""


class Pyramid(nn.Module):
    """torchvision's feature pyramid, with a parameter-free tap behind each map that it gives.

    Args:
        levels: What the backbone gives.

    Attributes:
        width: Channels of every map: a quarter of the backbone's coarsest map, in 64..256.
        strides: Of every map, the finest first.
        taps: Where a module may go: before the head.
    """

    def __init__(self, levels: Sequence[FeatureMap]) -> None:
        super().__init__()
        coarsest = levels[-1]
        quarter = coarsest.channels // 4
        self.width = min(max(quarter // NARROWEST * NARROWEST, NARROWEST), WIDEST)
        has_extra = min(coarsest.height, coarsest.width) >= LEAST_SIDE
        self.pyramid = FeaturePyramidNetwork(
            [level.channels for level in levels],
            self.width,
            extra_blocks=LastLevelP6P7(self.width, self.width) if has_extra else None,
        )
        strides = [level.stride for level in levels]
        if has_extra:
            strides += [coarsest.stride * 2**step for step in range(1, EXTRA_LEVELS + 1)]
        self.strides = tuple(strides)
        self.taps = nn.ModuleList(nn.Identity() for _ in strides)

    def forward(self, maps: Sequence[Tensor]) -> list[Tensor]:
        """Maps (B, C, H, W) of the backbone -> maps (B, width, H, W), the finest first."""
        merged = self.pyramid({str(number): features for number, features in enumerate(maps)})
        return [tap(features) for tap, features in zip(self.taps, merged.values(), strict=True)]
