"""The head `uper`: pyramid pooling and a feature pyramid (UPerNet, Xiao et al., ECCV 2018).

With the structure and the width of MMSegmentation's, the auxiliary head included, since published
tables are made with it.
"""

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from attnbench.feature_maps import FeatureMap, last_of_each_stride
from attnbench.tasks.segmentation.heads.parts import classifier, convolution, resized

WIDTH = 512
"""Channels of every map of the pyramid; of fewer where the backbone's own last map has fewer."""
AUXILIARY_WIDTH = 256
POOLED = (1, 2, 3, 6)
"""Positions a side of the pooled maps."""
LEVELS = 4
"""Maps taken from a backbone: the coarsest of different strides."""


class UPerHead(nn.Module):
    """Maps of the backbone -> the scores of each class at the positions of the finest one.

    Args:
        maps: What the backbone gives, as `choose` chose them.
        num_classes: Of pixels.

    Attributes:
        width: Channels of every map of the pyramid.
        tap: Where a module may go: behind the coarsest map, pooled and reduced.
    """

    def __init__(self, maps: Sequence[FeatureMap], num_classes: int) -> None:
        super().__init__()
        levels = last_of_each_stride(maps)[-LEVELS:]
        *finer, coarsest = (level.channels for level in levels)
        self.width = min(WIDTH, coarsest)
        self.pooling = nn.ModuleList(
            nn.Sequential(nn.AdaptiveAvgPool2d(side), convolution(coarsest, self.width, 1))
            for side in POOLED
        )
        self.reduction = convolution(coarsest + len(POOLED) * self.width, self.width, 3)
        self.tap = nn.Identity()
        self.laterals = nn.ModuleList(convolution(channels, self.width, 1) for channels in finer)
        self.smoothing = nn.ModuleList(convolution(self.width, self.width, 3) for _ in finer)
        self.fusion = convolution(len(levels) * self.width, self.width, 3)
        self.classifier = classifier(self.width, num_classes)
        places = [map_.index for map_ in maps]
        self._levels = [places.index(level.index) for level in levels]
        self.auxiliary = AuxiliaryHead(maps[-2], num_classes)

    @staticmethod
    def choose(maps: Sequence[FeatureMap]) -> Sequence[FeatureMap]:
        """The last map of each stride, of the last four strides, and the map before the last."""
        chosen = {*last_of_each_stride(maps)[-LEVELS:], *maps[-2:]}
        return [map_ for map_ in maps if map_ in chosen]

    def forward(self, maps: Sequence[Tensor]) -> tuple[Tensor, ...]:
        """Maps (B, C, H, W) -> the scores (B, classes, H, W), in training also the auxiliary."""
        scores = self._scores([maps[place] for place in self._levels])
        return (scores, self.auxiliary(maps[-2])) if self.training else (scores,)

    def _scores(self, levels: Sequence[Tensor]) -> Tensor:
        *finer, coarsest = levels
        pooled = [resized(pool(coarsest), coarsest) for pool in self.pooling]
        top = self.tap(self.reduction(torch.cat([coarsest, *pooled], dim=1)))
        summed = [top]
        for lateral, level in reversed([*zip(self.laterals, finer, strict=True)]):
            own = lateral(level)
            summed.insert(0, own + resized(summed[0], own))
        finer_levels = zip(self.smoothing, summed[:-1], strict=True)
        pyramid = [*(smoothing(level) for smoothing, level in finer_levels), top]
        merged = torch.cat([resized(level, pyramid[0]) for level in pyramid], dim=1)
        return self.classifier(self.fusion(merged))


class AuxiliaryHead(nn.Module):
    """One convolution and the classes, on the map before the last; it only helps training."""

    def __init__(self, features: FeatureMap, num_classes: int) -> None:
        super().__init__()
        width = min(AUXILIARY_WIDTH, features.channels)
        self.reduction = convolution(features.channels, width, 3)
        self.classifier = classifier(width, num_classes)

    def forward(self, features: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, classes, H, W)."""
        return self.classifier(self.reduction(features))
