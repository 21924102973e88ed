"""Large selective kernel: each position chooses between two depthwise receptive fields.

Source: Li, Hou, Zheng, Cheng, Yang, Li, ICCV 2023, arXiv:2303.09030.
Code: zcablii/Large-Selective-Kernel-Network, mmrotate/models/backbones/lsknet.py, at c9b6c66f.
Differs: a single channel is refused; the code fails there, with no channel left in the branches.
"""

import torch
from torch import Tensor, nn

from attnzoo.gate import Gate
from attnzoo.kernel.lsk_options import LSKOptions
from attnzoo.options import takes
from attnzoo.parts import depthwise
from attnzoo.pooling import mean


class LargeSelectiveKernel(Gate):
    """Weighs the map by two depthwise views of it, mixed position by position.

    a = dw5x5(x) and b = dw7x7_dilated3(a), each through its own 1x1 convolution to C // 2 channels;
    s = sigmoid(conv7x7([mean_c [a; b]; max_c [a; b]])), two maps;
    y = x * conv1x1(s_1 a + s_2 b). The gate has no sigmoid.

    Raises:
        DoesNotFit: if there is a single channel.
    """

    @takes(LSKOptions)
    def __init__(self, channels: int, options: LSKOptions) -> None:
        del options
        super().__init__()
        half = channels // 2
        self.conv0 = depthwise(channels, (5, 5))
        self.conv_spatial = depthwise(channels, (7, 7), dilation=3)
        self.conv1 = nn.Conv2d(channels, half, 1)
        self.conv2 = nn.Conv2d(channels, half, 1)
        self.conv_squeeze = nn.Conv2d(2, 2, 7, padding=3)
        self.conv = nn.Conv2d(half, channels, 1)

    def gate(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, C, H, W)."""
        local = self.conv0(x)
        near, far = self.conv1(local), self.conv2(self.conv_spatial(local))
        both = torch.cat((near, far), dim=1)
        pooled = torch.stack((mean(both, 1), both.max(1).values), dim=1)
        choice = self.conv_squeeze(pooled).sigmoid()
        gate: Tensor = self.conv(near * choice[:, :1] + far * choice[:, 1:])
        return gate
