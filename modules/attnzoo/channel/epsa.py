"""Pyramid split attention: four kernels of growing size, weighed channel by channel.

Source: Zhang, Zu, Lu, Zou, Meng, ACCV 2022, arXiv:2105.14447 (EPSANet).
Code: murufeng/EPSANet, models/epsanet.py, at 9955041a.
Differs: the code takes a list of four group counts; here `groups` is the last of them, and the
    others are a half of it, a quarter and one. As in the code, the branches leave in the order of
    falling kernels, and the softmax is over gates that a sigmoid has already bounded, so that a
    branch weighs between 0.11 and 0.48. The popular copy in External-Attention-pytorch is another
    module: it convolves a quarter of the channels by each kernel, overwrites its input, and has no
    registered parameter.
"""

import torch
from torch import Tensor, nn

from attnzoo.channel.epsa_options import KERNELS, EPSAOptions
from attnzoo.options import takes
from attnzoo.pooling import mean


class _Squeeze(nn.Module):
    def __init__(self, channels: int, hidden: int) -> None:
        super().__init__()
        self.fc1 = nn.Conv2d(channels, hidden, 1)
        self.fc2 = nn.Conv2d(hidden, channels, 1)

    def forward(self, pooled: Tensor) -> Tensor:
        """The means of each branch (B, c, 4, 1) -> their gates (B, c, 4, 1)."""
        gates: Tensor = self.fc2(self.fc1(pooled).relu()).sigmoid()
        return gates


class PyramidSplitAttention(nn.Module):
    """Convolves the map by four kernels, and weighs the results channel by channel.

    u_k = conv_kxk(x) with C / 4 channels, k = 3, 5, 7, 9; g_k = sigmoid(W2 relu(W1 mean_hw(u_k))),
    with the same weights for all; w = softmax over k of g_k; y = [w_9 u_9; w_7 u_7; w_5 u_5;
    w_3 u_3].

    Raises:
        DoesNotFit: if the channels do not split into the branches and groups, or no hidden channel
            would be left.
    """

    @takes(EPSAOptions)
    def __init__(self, channels: int, options: EPSAOptions) -> None:
        super().__init__()
        branch, groups = channels // len(KERNELS), options.group_counts()
        # Named as in the authors' state dict.
        self.conv_1, self.conv_2, self.conv_3, self.conv_4 = (
            nn.Conv2d(channels, branch, size, padding=size // 2, groups=count, bias=False)
            for size, count in zip(KERNELS, groups, strict=True)
        )
        self.se = _Squeeze(branch, options.hidden(channels))

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, C, H, W)."""
        convolutions = (self.conv_4, self.conv_3, self.conv_2, self.conv_1)
        branches = torch.cat([conv(x) for conv in convolutions], dim=1)
        pooled = mean(branches, (2, 3)).unflatten(1, (len(KERNELS), -1))
        weights = self.se(pooled.transpose(1, 2).unsqueeze(3)).softmax(2)
        return branches * weights.transpose(1, 2).reshape(*x.shape[:2], 1, 1)
