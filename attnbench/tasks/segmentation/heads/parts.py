"""What the heads are made of."""

from torch import Tensor, nn
from torch.nn import functional as F

DROPOUT = 0.1
"""Of whole channels, before the classes; as in MMSegmentation's heads."""


class BatchNorm(nn.BatchNorm2d):
    """Batch norm that takes one value a channel too, as pooling to 1x1 gives of a single image.

    torch refuses to train on it, since there is no deviation; here it is normalised as in
    evaluation, and the running statistics stay.
    """

    def forward(self, features: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, C, H, W)."""
        if self.training and features.numel() == self.num_features:
            return F.batch_norm(
                features, self.running_mean, self.running_var, self.weight, self.bias, eps=self.eps
            )
        return super().forward(features)


def convolution(in_channels: int, out_channels: int, kernel_size: int) -> nn.Sequential:
    """A convolution that keeps the size of the map, batch norm and ReLU."""
    return nn.Sequential(
        nn.Conv2d(in_channels, out_channels, kernel_size, padding=kernel_size // 2, bias=False),
        BatchNorm(out_channels),
        nn.ReLU(inplace=True),
    )


def classifier(channels: int, num_classes: int) -> nn.Sequential:
    """The scores of each class at each position."""
    return nn.Sequential(nn.Dropout2d(DROPOUT), nn.Conv2d(channels, num_classes, 1))


def resized(features: Tensor, like: Tensor) -> Tensor:
    """A map in the height and width of another one."""
    return F.interpolate(features, like.shape[-2:], mode="bilinear", align_corners=False)
