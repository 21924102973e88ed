"""Efficient multi-scale attention with cross-spatial learning.

Source: Ouyang, He, Zhang, Luo, Guo, Zhan, Huang, ICASSP 2023, arXiv:2305.13563.
Code: YOLOonMe/EMA-attention-module, EMA_attention_module, at afc37ecf.
Differs: the mean of x1 over the map is the GroupNorm's bias, since each group of that norm is one
    channel: we use the bias, and save a pass over the map. The 3x3 convolution of narrow groups
    repeats its weights instead of folding the map. Channels that do
    not split into the groups are refused; the code fails in forward. What remains without
    cross-spatial learning (Table 3's EMA_no) neither paper nor code says: y = z * sigmoid(x1 + x2)
    is our definition.
"""

import torch
from torch import Tensor, nn

from attnzoo.fit import indivisible, require
from attnzoo.gate import GroupGate
from attnzoo.pooling import mean
from attnzoo.shared_conv import SharedConv2d


def ema_params(channels: int, *, groups: int = 32, cross_spatial: bool = True) -> int:
    """A 1x1 and a 3x3 convolution and a GroupNorm on c = C / groups channels: 10 c^2 + 4 c."""
    del cross_spatial
    per_group = channels // groups
    return 10 * per_group**2 + 4 * per_group


def ema_macs(
    channels: int, height: int, width: int, *, groups: int = 32, cross_spatial: bool = True
) -> int:
    """In each group a 3x3 convolution, the strips' 1x1 convolution, and two products for M."""
    per_group = channels // groups
    local = 9 * per_group**2 * height * width
    strips = per_group**2 * (height + width)
    crossed = 2 * per_group * height * width if cross_spatial else 0
    return groups * (local + strips + crossed)


def ema_fits(
    channels: int,
    height: int | None = None,
    width: int | None = None,
    *,
    groups: int = 32,
    cross_spatial: bool = True,
) -> str | None:
    """Any map; channels divisible by groups."""
    del height, width, cross_spatial
    return indivisible(channels, "groups", groups)


class EMA(GroupGate):
    """Weighs the positions of each group by two branches that pool each other.

    On each of the groups z, of c = C / groups channels and with one set of weights for all:
    x1 = GN(z * sigmoid(row strip) * sigmoid(column strip)), both strips through one 1x1 convolution
    (equations 1 and 2); x2 = conv3x3(z); M = softmax_c(mean_hw x1) x2 + softmax_c(mean_hw x2) x1
    (equation 3); y = z * sigmoid(M).

    Args:
        channels: Channels of the map.
        groups: Number of groups; what the paper calls the group size and its code `factor`.
        cross_spatial: Whether the branches pool each other. The paper's Table 3 switches this off
            (EMA_no) without saying what remains; y = z * sigmoid(x1 + x2) is our definition.

    Raises:
        DoesNotFit: if `groups` does not divide `channels`.
    """

    def __init__(self, channels: int, *, groups: int = 32, cross_spatial: bool = True) -> None:
        super().__init__()
        require(ema_fits, channels, groups=groups)
        self.groups = groups
        self.cross_spatial = cross_spatial
        per_group = channels // groups
        self.gn = nn.GroupNorm(per_group, per_group)
        self.conv1x1 = nn.Conv2d(per_group, per_group, 1)
        self.conv3x3 = SharedConv2d(per_group, per_group, 3, padding=1)

    def group_gate(self, x: Tensor, folded: Tensor) -> Tensor:
        """The map and the same map folded -> (B g, 1, H, W), or (B g, c, H, W)."""
        strips = torch.cat((mean(folded, 3), mean(folded, 2)), dim=2).unsqueeze(3)
        gates = self.conv1x1(strips).sigmoid().contiguous()
        rows, columns = gates.split(list(x.shape[2:]), dim=2)
        coordinate = self.gn(folded * (rows * columns.transpose(2, 3)))
        local = self.conv3x3(x).reshape(folded.shape)
        logits = self._cross(coordinate, local) if self.cross_spatial else coordinate + local
        return logits.sigmoid()

    def _cross(self, coordinate: Tensor, local: Tensor) -> Tensor:
        """Two maps (N, c, H, W) -> the one map (N, 1, H, W) of what each sees in the other."""
        count, per_group, height, width = local.shape
        by_coordinate = self.gn.bias.softmax(0).expand(count, 1, per_group)
        by_local = mean(local, (2, 3)).softmax(1).unsqueeze(1)
        crossed = by_coordinate @ local.flatten(2) + by_local @ coordinate.flatten(2)
        return crossed.view(count, 1, height, width)
