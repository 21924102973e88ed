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
from dataclasses import dataclass
from functools import reduce
from operator import add

from torch import Tensor, nn

from attnzoo.fit import all_off, require_batch, too_few_to_reduce
from attnzoo.gate import Gate
from attnzoo.option import option, part
from attnzoo.options import Options, takes
from attnzoo.pooling import mean


@dataclass(frozen=True, kw_only=True)
class MSCAMOptions(Options):
    """The options of MS-CAM.

    Attributes:
        reduction: Divisor r of the channels: the hidden layers have C // r.
        local: The branch of each position; without it y = x * sigmoid(g).
        pooled: The branch of the whole map; without it y = x * sigmoid(l).
    """

    reduction: int = option(4, minimum=1)
    local: bool = part()
    pooled: bool = part()

    def params(self, channels: int) -> int:
        """For each branch two 1x1 convolutions and two norms: 2 C m + 3 m + 3 C."""
        hidden = channels // self.reduction
        return (self.local + self.pooled) * (2 * channels * hidden + 3 * hidden + 3 * channels)

    def macs(self, channels: int, height: int, width: int) -> int:
        """Two convolutions at every position, and two of one vector."""
        positions = height * width * self.local + self.pooled
        return 2 * channels * (channels // self.reduction) * positions

    def wrong_channels(self, channels: int) -> str | None:
        """At least `reduction`."""
        reason = all_off(local=self.local, pooled=self.pooled)
        return reason or too_few_to_reduce(channels, self.reduction)


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
