"""Selective kernel: two convolutions, mixed channel by channel by a softmax between them.

Source: Li, Wang, Hu, Yang, CVPR 2019, arXiv:1903.06586.
Code: implus/PytorchInsight, classification/models/imagenet/resnet_sk.py, at 2864528f.
Differs: takes the map after the activation, where the code has it inside its bottleneck. The code
    mixes a dense and a grouped 3x3 convolution; `reading="paper"` has both grouped, the second
    dilated to stand for 5x5, and at least 32 hidden channels. Training on one image is refused.
"""

from torch import Tensor, nn

from attnzoo.channel.sk_options import SKOptions
from attnzoo.fit import require_batch
from attnzoo.options import takes
from attnzoo.pooling import mean


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
