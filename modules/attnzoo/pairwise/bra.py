"""Bi-level routing attention: each region attends to the few regions that are most like it.

Source: Zhu, Wang, Ke, Zhang, Lau, CVPR 2023, arXiv:2303.08810 (BiFormer).
Code: rayleizhu/BiFormer, ops/bra_nchw.py, class nchwBRA, at 1697bbbe.
Differs: the repository has a second class, BiLevelRoutingAttention, which trained its weights and
    is widely copied. The two agree where `windows` divides both sides of the map. Elsewhere that
    one pads the map before the projection and keeps windows^2 regions, while this one pads after
    it, by zeros that queries can attend to, and may have more regions. Its networks have
    kernel_size=5, heads of 32 channels, and topk 1, 4 and 16 in their first three stages. A choice
    of regions is a jump: where two are nearly alike, half precision may choose the other one.
"""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from attnzoo.fit import Size
from attnzoo.layout import in_layout_of
from attnzoo.options import takes
from attnzoo.pairwise.bra_options import BRAOptions


class BiLevelRoutingAttention(nn.Module):
    """Lets each region choose regions by their means, then its positions attend to theirs.

    [q; k; v] = conv1x1(x), cut into regions of (H // windows) x (W // windows), with zeros beyond
    the map. Each region keeps the `topk` regions r whose mean key has the largest product with its
    own mean query, over all heads; no gradient passes through the choice. t_i = sum_j
    softmax_j(q_i . k_j / sqrt(C)) v_j over the positions of the kept regions, in each head;
    y = conv1x1(t + dw_kxk(v)). Without `position` y = conv1x1(t).

    Raises:
        DoesNotFit: if `heads` does not divide `channels`; from `forward` on a map with fewer than
            `windows` positions a side, or fewer than `topk` regions.
    """

    @takes(BRAOptions)
    def __init__(self, channels: int, options: BRAOptions) -> None:
        super().__init__()
        self.options = options
        # Named and ordered as in the authors' state dict.
        if options.position:
            size = options.kernel_size
            self.lepe = nn.Conv2d(channels, channels, size, padding=size // 2, groups=channels)
        self.qkv_linear = nn.Conv2d(channels, 3 * channels, 1)
        self.output_linear = nn.Conv2d(channels, channels, 1)

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, C, H, W)."""
        self.options.require(*x.shape[1:])
        query, key, value = self.qkv_linear(x).chunk(3, dim=1)
        attended = in_layout_of(x, self._attended(query, key, value))
        if self.options.position:
            attended = attended + self.lepe(value)
        y: Tensor = self.output_linear(attended)
        return y

    def _attended(self, query: Tensor, key: Tensor, value: Tensor) -> Tensor:
        """Three (B, C, H, W) -> (B, C, H, W)."""
        region = self.options.region(*query.shape[2:])
        kept = _kept(query.detach(), key.detach(), region, self.options.topk)
        heads = self.options.heads
        own, *others = (_by_region(x, heads, region) for x in (query, key, value))
        keys, values = (_gather(regions, kept) for regions in others)
        weights = (own * query.shape[1] ** -0.5 @ keys.transpose(3, 4)).softmax(4)
        return _as_map(weights @ values, query, region)


def _kept(query: Tensor, key: Tensor, region: Size, topk: int) -> Tensor:
    """Two (B, C, H, W) -> (B, R, topk): the regions that each region keeps."""
    means = (F.avg_pool2d(x, region, ceil_mode=True).flatten(2) for x in (query, key))
    asking, asked = means
    return (asking.transpose(1, 2) @ asked).topk(topk, dim=2).indices


def _by_region(x: Tensor, heads: int, region: Size) -> Tensor:
    """(B, heads d, H, W) -> (B, heads, R, positions of a region, d), padded by zeros."""
    down, across = region
    padded = F.pad(x, (0, -x.shape[3] % across, 0, -x.shape[2] % down))
    cut = padded.unflatten(3, (-1, across)).unflatten(2, (-1, down)).unflatten(1, (heads, -1))
    return cut.permute(0, 1, 3, 5, 4, 6, 2).flatten(4, 5).flatten(2, 3)


def _gather(regions: Tensor, kept: Tensor) -> Tensor:
    """(B, heads, R, s, d) and (B, R, topk) -> (B, heads, R, topk s, d)."""
    batch, heads, count = regions.shape[:3]
    starts = torch.arange(0, batch * heads * count, count, device=kept.device)
    rows = kept.unsqueeze(1) + starts.view(batch, heads, 1, 1)
    gathered = regions.flatten(0, 2).index_select(0, rows.flatten())
    return gathered.unflatten(0, rows.shape).flatten(3, 4)


def _as_map(regions: Tensor, like: Tensor, region: Size) -> Tensor:
    """(B, heads, R, positions of a region, d) -> (B, heads d, H, W), without the padding."""
    height, width = like.shape[2:]
    down, across = region
    grid = regions.unflatten(3, (down, across)).unflatten(2, (-(-height // down), -1))
    padded = grid.permute(0, 1, 6, 2, 4, 3, 5).flatten(5, 6).flatten(3, 4).flatten(1, 2)
    return padded[:, :, :height, :width]
