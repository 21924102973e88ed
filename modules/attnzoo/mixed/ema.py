"""Efficient multi-scale attention with cross-spatial learning.

Source: Ouyang, He, Zhang, Luo, Guo, Zhan, Huang, ICASSP 2023, arXiv:2305.13563.
Code: YOLOonMe/EMA-attention-module, EMA_attention_module, at afc37ecf.
Differs: each group of the GroupNorm is one channel, so that the mean of x1 over the map is the
    norm's bias: we use the bias, and save a pass over the map. The 3x3 convolution of narrow groups
    repeats its weights instead of folding the map. Channels that do
    not split into the groups are refused; the code fails in forward. Neither paper nor code says
    what remains without cross-spatial learning (Table 3's EMA_no); y = z * sigmoid(x1 + x2) is our
    definition.
"""

import torch
from torch import Tensor, nn

from attnzoo.gate import GroupGate
from attnzoo.mixed.ema_options import EMAOptions
from attnzoo.options import takes
from attnzoo.pooling import mean
from attnzoo.shared_conv import SharedConv2d


class EMA(GroupGate):
    """Weighs the positions of each group by two branches that pool each other.

    On each of the groups z, of c = C / groups channels and with one set of weights for all:
    x1 = GN(z * sigmoid(row strip) * sigmoid(column strip)), both strips through one 1x1 convolution
    (equations 1 and 2); x2 = conv3x3(z); M = softmax_c(mean_hw x1) x2 + softmax_c(mean_hw x2) x1
    (equation 3); y = z * sigmoid(M).

    Raises:
        DoesNotFit: if `groups` does not divide `channels`.
    """

    @takes(EMAOptions)
    def __init__(self, channels: int, options: EMAOptions) -> None:
        super().__init__()
        self.groups = options.groups
        self.cross_spatial = options.cross_spatial
        per_group = channels // options.groups
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
