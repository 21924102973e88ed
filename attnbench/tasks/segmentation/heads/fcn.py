"""The head `fcn`: convolutions on the coarsest map alone (Long et al., CVPR 2015).

In the form in which DANet, CCNet and non-local networks are built: one 3x3 convolution reduces the
map, the attention module stands there, and another 3x3 convolution follows.
"""

from collections.abc import Sequence

from torch import Tensor, nn

from attnbench.feature_maps import FeatureMap
from attnbench.tasks.segmentation.heads.parts import classifier, convolution

NARROWEST, WIDEST = 64, 512


class FCNHead(nn.Module):
    """A map of the backbone -> the scores of each class at its positions.

    Args:
        maps: What the backbone gives.
        num_classes: Of pixels.

    Attributes:
        width: Channels of the reduced map: a quarter of the backbone's, in 64..512.
        tap: Where a module may go: behind the reduced map.
    """

    def __init__(self, maps: Sequence[FeatureMap], num_classes: int) -> None:
        super().__init__()
        channels = maps[-1].channels
        self.width = min(max(channels // 4, NARROWEST), WIDEST)
        self.reduction = convolution(channels, self.width, 3)
        self.tap = nn.Identity()
        self.refinement = convolution(self.width, self.width, 3)
        self.classifier = classifier(self.width, num_classes)

    @staticmethod
    def choose(maps: Sequence[FeatureMap]) -> Sequence[FeatureMap]:
        """The last map."""
        return maps[-1:]

    def forward(self, maps: Sequence[Tensor]) -> tuple[Tensor, ...]:
        """Maps (B, C, H, W) -> the scores (B, classes, H, W), alone."""
        reduced = self.tap(self.reduction(maps[-1]))
        return (self.classifier(self.refinement(reduced)),)
