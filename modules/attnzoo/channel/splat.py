"""Split attention: grouped convolutions, mixed channel by channel by a softmax between them.

Source: Zhang, Wu, Zhang, Zhu, Lin, Zhang, Sun, He, Mueller, Manmatha, Li, Smola, CVPR 2022
    workshop, arXiv:2004.08955 (ResNeSt).
Code: zhanghang1989/ResNeSt, resnest/torch/models/splat.py, at 1dfb3e88.
Differs: built as the code's bottleneck builds it, with BatchNorm and no bias; its class alone has
    no norm and a bias. We leave out further groups (cardinality), of which the code has one.
    Training on one image is refused. timm's copy rounds the hidden channels to a multiple of 8.
"""

from functools import reduce
from operator import add

from torch import Tensor, nn

from attnzoo.channel.splat_options import SplatOptions
from attnzoo.fit import require_batch
from attnzoo.options import takes
from attnzoo.pooling import mean


class SplitAttention(nn.Module):
    """Mixes convolutions of parts of the map by a softmax between them, one for each channel.

    u_k = relu(BN(conv3x3(x_k))), where x_k is the k-th share of the channels and u_k has all C;
    z = relu(BN(W1 mean_hw(sum_k u_k) + b1)); y = sum_k softmax_k(A_k z + b_k) u_k. Of a single
    split the weight is a sigmoid.

    Raises:
        DoesNotFit: if `radix` does not divide `channels`; from `forward` in training on one image.
    """

    @takes(SplatOptions)
    def __init__(self, channels: int, options: SplatOptions) -> None:
        super().__init__()
        self.radix = options.radix
        wide, hidden = self.radix * channels, options.hidden(channels)
        # Named as in the authors' state dict.
        self.conv = nn.Conv2d(channels, wide, 3, padding=1, groups=self.radix, bias=False)
        self.bn0 = nn.BatchNorm2d(wide)
        self.fc1 = nn.Conv2d(channels, hidden, 1)
        self.bn1 = nn.BatchNorm2d(hidden)
        self.fc2 = nn.Conv2d(hidden, wide, 1)

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, C, H, W)."""
        require_batch(x.shape[0], training=self.training)
        splits = self.bn0(self.conv(x)).relu()
        pooled = mean(splits, (2, 3), keepdim=True).unflatten(1, (self.radix, -1)).sum(1)
        scores = self.fc2(self.bn1(self.fc1(pooled)).relu()).unflatten(1, (self.radix, -1))
        weights = scores.sigmoid() if self.radix == 1 else scores.softmax(1)
        shares = zip(splits.chunk(self.radix, dim=1), weights.unbind(1), strict=True)
        return reduce(add, [split * weight for split, weight in shares])
