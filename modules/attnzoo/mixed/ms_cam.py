"""Multi-scale channel attention: a gate of each position and a gate of the whole map, summed.

Source: Dai, Gieseke, Oehmcke, Wu, Barnard, WACV 2021, arXiv:2009.14082 (attentional feature
    fusion).
Code: YimianDai/open-aff, aff_pytorch/aff_net/fusion.py, at 0bcfd8a1, which others contributed to
    the authors' repository; the authors wrote MXNet.
Differs: fewer than `reduction` channels and training on one image are refused. This is the module
    inside AFF and iAFF, which fuse two maps and are left out. The paper compares scales by doubling
    one of them; the code has no switch for it, and each alone is our definition.
"""

from collections import OrderedDict
from functools import reduce
from operator import add

from torch import Tensor, nn

from attnzoo.fit import require_batch
from attnzoo.gate import Gate
from attnzoo.mixed.ms_cam_options import MSCAMOptions
from attnzoo.options import takes
from attnzoo.pooling import mean


class MultiScaleChannelAttention(Gate):
    """Weighs each value by what its position and what the whole map say of its channel.

    y = x * sigmoid(l(x) + g(mean_hw x)), equation 3, where l and g are BN(conv1x1(relu(BN(
    conv1x1)))) with weights of their own.

    Raises:
        DoesNotFit: if no hidden channel, or neither branch, would be left; from `forward` in
            training on one image.
    """

    @takes(MSCAMOptions)
    def __init__(self, channels: int, options: MSCAMOptions) -> None:
        super().__init__()
        hidden = channels // options.reduction
        # Named as in the authors' state dict, where the first layer of the second one pools.
        self.local_att = _branch(channels, hidden, first=0) if options.local else None
        self.global_att = _branch(channels, hidden, first=1) if options.pooled else None

    def gate(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, C, H, W), or (B, C, 1, 1) of the pooled branch alone."""
        scores: list[Tensor] = []
        if self.local_att is not None:
            scores.append(self.local_att(x))
        if self.global_att is not None:
            require_batch(x.shape[0], training=self.training)
            scores.append(self.global_att(mean(x, (2, 3), keepdim=True)))
        return reduce(add, scores).sigmoid()


def _branch(channels: int, hidden: int, *, first: int) -> nn.Sequential:
    layers = (
        nn.Conv2d(channels, hidden, 1),
        nn.BatchNorm2d(hidden),
        nn.ReLU(),
        nn.Conv2d(hidden, channels, 1),
        nn.BatchNorm2d(channels),
    )
    return nn.Sequential(OrderedDict((str(i), layer) for i, layer in enumerate(layers, first)))
