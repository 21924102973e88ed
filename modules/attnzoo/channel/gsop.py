"""Global second-order pooling: each channel weighed by how the channels vary together.

Source: Gao, Xie, Wang, Li, CVPR 2019, arXiv:1811.12006.
Code: ZilinGao/Global-Second-order-Pooling-Convolutional-Networks, torchvision/models/resnet.py,
    at 662a6996: the path of the channels (attention="1") of its bottleneck.
Differs: the code centres the covariance by a product with a matrix of positions by positions, d M^2
    MACs that are not needed. It takes every second position in bottlenecks of 64 planes or fewer,
    which is our default up to 256 channels. We leave out its path of the positions, which divides
    by the positions where it sums over channels, and so is no covariance.
"""

import torch.nn.functional as F
from torch import Tensor, nn

from attnzoo.channel.gsop_options import EXPANSION, GSOPOptions
from attnzoo.gate import Gate
from attnzoo.options import takes


class _RowFilters(nn.Conv2d):
    """A grouped convolution as large as its map (B, d, d, 1): filters of their own for each row.

    As a product of matrices it has the same numbers and takes a fraction of the time.
    """

    def __init__(self, size: int) -> None:
        super().__init__(size, EXPANSION * size, (size, 1), groups=size)

    def forward(self, x: Tensor) -> Tensor:
        """(B, d, d, 1) -> (B, 4 d, 1, 1)."""
        rows = x.squeeze(3).transpose(0, 1)
        filters = self.weight.view(self.groups, EXPANSION, -1).transpose(1, 2)
        filtered = rows @ filters
        if self.bias is not None:
            filtered = filtered + self.bias.view(self.groups, 1, EXPANSION)
        return filtered.transpose(0, 1).reshape(x.shape[0], -1, 1, 1)


class GlobalSecondOrderPooling(Gate):
    """Weighs each channel by a gate computed from the covariance of the channels.

    r = relu(BN(W1 relu(x))) of d channels at every position, or every second one; S is their
    covariance over the M positions, a matrix (d, d), divided by M; y = x * sigmoid(W3 W2 BN(S)),
    where the norm is over the rows of S, and W2 has four filters as long as a row for each row.
    """

    @takes(GSOPOptions)
    def __init__(self, channels: int, options: GSOPOptions) -> None:
        super().__init__()
        self.step = options.step(channels)
        size = options.dimension
        # Named as in the authors' state dict: DR is the dimension reduction.
        self.conv_for_DR = nn.Conv2d(channels, size, 1)
        self.bn_for_DR = nn.BatchNorm2d(size)
        self.row_bn = nn.BatchNorm2d(size)
        self.row_conv_group = _RowFilters(size)
        self.fc_adapt_channels = nn.Conv2d(EXPANSION * size, channels, 1)

    def gate(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, C, 1, 1)."""
        # Pooling over one position takes every second one; a slice has a slower backward.
        taken = x if self.step == 1 else F.avg_pool2d(x, 1, self.step)
        covariance = _covariance(self.bn_for_DR(self.conv_for_DR(taken.relu())).relu())
        filtered = self.row_conv_group(self.row_bn(covariance.unsqueeze(3)))
        gate: Tensor = self.fc_adapt_channels(filtered).sigmoid()
        return gate


def _covariance(x: Tensor) -> Tensor:
    """(B, d, H, W) -> the covariance of its channels over the positions (B, d, d)."""
    flat = x.flatten(2)
    centred = flat - flat.mean(2, keepdim=True)
    return centred @ centred.transpose(1, 2) / flat.shape[2]
