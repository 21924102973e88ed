"""ParNet's block: two convolutions, and the map itself weighed by its channels, side by side.

Source: Goyal, Bochkovskiy, Deng, Koltun, NeurIPS 2022, arXiv:2110.07641 (Non-deep Networks).
Code: imankgoyal/NonDeepNetworks, imagenet/timm/models/simplenet_impl/repvgg.py, at 777b286c.
Differs: we have the block that keeps the width and the size of the map, before the code fuses its
    convolutions. The gate reads and weighs the normalized map, not the map. The popular copies
    (External-Attention-pytorch, YOLO forks) weigh the map itself, by convolutions with biases: C
    parameters more.
"""

from collections import OrderedDict

import torch.nn.functional as F
from torch import Tensor, nn

from attnzoo.channel.parnet_options import ParNetOptions
from attnzoo.options import takes
from attnzoo.pooling import mean


class _SqueezeGate(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        conv = nn.Conv2d(channels, channels, 1, bias=False)
        self.cvsig = nn.Sequential(OrderedDict(conv=conv))

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> the gate (B, C, 1, 1)."""
        gate: Tensor = self.cvsig(mean(x, (2, 3), keepdim=True)).sigmoid()
        return gate


class ParNetBlock(nn.Module):
    """Adds two convolutions of the map and the normalized map weighed by its channels.

    z = BN(x); y = silu(BN(conv3x3(x)) + BN(conv1x1(x)) + z * sigmoid(W mean_hw(z))).
    """

    @takes(ParNetOptions)
    def __init__(self, channels: int, options: ParNetOptions) -> None:
        del options
        super().__init__()
        # Named as in the authors' state dict.
        self.rbr_identity = nn.BatchNorm2d(channels)
        self.rbr_dense = _normed(channels, 3)
        self.rbr_1x1 = _normed(channels, 1)
        self.se = _SqueezeGate(channels)

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, C, H, W)."""
        normed = self.rbr_identity(x)
        convolved = self.rbr_dense(x) + self.rbr_1x1(x)
        return F.silu(convolved + normed * self.se(normed))


def _normed(channels: int, kernel: int) -> nn.Sequential:
    conv = nn.Conv2d(channels, channels, kernel, padding=kernel // 2, bias=False)
    return nn.Sequential(OrderedDict(conv=conv, bn=nn.BatchNorm2d(channels)))
