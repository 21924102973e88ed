"""Selective kernel: two convolutions, mixed channel by channel by a softmax between them.

Source: Li, Wang, Hu, Yang, CVPR 2019, arXiv:1903.06586.
Code: implus/PytorchInsight, classification/models/imagenet/resnet_sk.py, at 2864528f.
Differs: takes the map after the activation, where the code has it inside its bottleneck. The code
    mixes a dense and a grouped 3x3 convolution; `reading="paper"` has both grouped, the second
    dilated to stand for 5x5, and at least 32 hidden channels. Training on one image is refused.
"""

from dataclasses import dataclass

from torch import Tensor, nn

from attnzoo.fit import indivisible, require_batch, too_few_to_reduce
from attnzoo.option import READINGS, option
from attnzoo.options import Options, takes
from attnzoo.pooling import mean

FEWEST_HIDDEN = 32
"""The paper's L: it squeezes to no fewer channels."""


@dataclass(frozen=True, kw_only=True)
class SKOptions(Options):
    """The options of SK.

    Attributes:
        groups: Groups of the second convolution; paper: of both.
        reduction: Divisor r of the channels: the hidden layer has C // r.
        reading: A dense and a grouped 3x3 convolution, or two grouped ones with the second dilated.
    """

    groups: int = option(32, minimum=1)
    reduction: int = option(16, minimum=1)
    reading: str = option("code", choices=READINGS)

    def params(self, channels: int) -> int:
        """Two 3x3 convolutions, three norms, and the squeeze to m channels and back to 2 C."""
        hidden = self.hidden(channels)
        return self._weights(channels) + 4 * channels + 3 * channels * hidden + 2 * hidden

    def macs(self, channels: int, height: int, width: int) -> int:
        """Both convolutions at every position, and the squeeze on one vector."""
        squeeze = 3 * channels * self.hidden(channels)
        return self._weights(channels) * height * width + squeeze

    def wrong_channels(self, channels: int) -> str | None:
        """Divisible by groups, and for the code's reading at least `reduction`."""
        reason = indivisible(channels, "groups", self.groups)
        if reason is not None or self.reading == "paper":
            return reason
        return too_few_to_reduce(channels, self.reduction)

    def hidden(self, channels: int) -> int:
        """Channels that the squeeze leaves."""
        hidden = channels // self.reduction
        return max(hidden, FEWEST_HIDDEN) if self.reading == "paper" else hidden

    def _weights(self, channels: int) -> int:
        grouped = 9 * channels**2 // self.groups
        return grouped + (grouped if self.reading == "paper" else 9 * channels**2)


class SelectiveKernel(nn.Module):
    """Mixes two convolutions of the map by a softmax between them, one for each channel.

    u_k = relu(BN(conv_k(x))); z = relu(BN(W1 mean_hw(u_1 + u_2))), equations 1-3;
    y = sum_k softmax_k(A_k z) u_k, equations 5 and 6.

    Raises:
        DoesNotFit: if `groups` does not divide `channels`, or no hidden channel would be left; from
            `forward` in training on one image.
    """

    @takes(SKOptions)
    def __init__(self, channels: int, options: SKOptions) -> None:
        super().__init__()
        hidden, groups = options.hidden(channels), options.groups
        dense, dilation = (groups, 2) if options.reading == "paper" else (1, 1)
        # Named as in the authors' state dict.
        self.conv2 = _conv3x3(channels, groups=dense)
        self.bn2 = nn.BatchNorm2d(channels)
        self.conv2g = _conv3x3(channels, groups=groups, dilation=dilation)
        self.bn2g = nn.BatchNorm2d(channels)
        self.conv_fc1 = nn.Conv2d(channels, hidden, 1, bias=False)
        self.bn_fc1 = nn.BatchNorm2d(hidden)
        self.conv_fc2 = nn.Conv2d(hidden, 2 * channels, 1, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, C, H, W)."""
        require_batch(x.shape[0], training=self.training)
        first = self.bn2(self.conv2(x)).relu()
        second = self.bn2g(self.conv2g(x)).relu()
        pooled = mean(first, (2, 3), keepdim=True) + mean(second, (2, 3), keepdim=True)
        squeezed = self.bn_fc1(self.conv_fc1(pooled)).relu()
        shares = self.conv_fc2(squeezed).unflatten(1, (2, -1)).softmax(1)
        return first * shares[:, 0] + second * shares[:, 1]


def _conv3x3(channels: int, *, groups: int, dilation: int = 1) -> nn.Conv2d:
    return nn.Conv2d(
        channels, channels, 3, padding=dilation, dilation=dilation, groups=groups, bias=False
    )
