"""Single-head self-attention: a quarter of the channels attends, and the rest passes by.

Source: Yun, Ro, CVPR 2024, arXiv:2401.16456 (SHViT).
Code: ysj9909/SHViT, model/shvit.py, at 6a729ccf.
Differs: the code takes the number of channels that attend, here it is a share of them: the authors'
    networks have ratio=0.2143. The last norm starts at 0, as in the code, which adds the map to the
    result: where nothing is added to it, as at the site block, the fresh network is blind, so pass
    identity_at_start=on there.
"""

import torch
from torch import Tensor, nn

from attnzoo.layout import in_layout_of
from attnzoo.options import takes
from attnzoo.pairwise.projection import normed
from attnzoo.pairwise.shsa_options import SHSAOptions


class SingleHeadSelfAttention(nn.Module):
    """Lets a share of the channels attend to all positions, then mixes all channels.

    [a; b] = x, with p = ratio C channels in a; q, k, v = BN(conv1x1(GN(a))), with one norm group;
    t_i = sum_j softmax_j(q_i . k_j / sqrt(keys)) v_j; y = BN(conv1x1(relu([t; b]))). The last norm
    starts at 0: a fresh module returns 0, for a sum with the map.

    Raises:
        DoesNotFit: if no channel would attend.
    """

    @takes(SHSAOptions)
    def __init__(self, channels: int, options: SHSAOptions) -> None:
        super().__init__()
        self.keys = options.keys
        self.attending = attending = options.attending(channels)
        self.pre_norm = nn.GroupNorm(1, attending)
        self.qkv = normed("c", attending, 2 * self.keys + attending)
        last = normed("c", channels, channels)
        self.proj = nn.Sequential(nn.ReLU(), last)
        nn.init.zeros_(last.get_parameter("bn.weight"))

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, C, H, W)."""
        first, rest = x.split([self.attending, x.shape[1] - self.attending], dim=1)
        attended = in_layout_of(x, self._attend(first))
        y: Tensor = self.proj(torch.cat((attended, rest), dim=1))
        return y

    def _attend(self, x: Tensor) -> Tensor:
        """(B, p, H, W) -> (B, p, H, W)."""
        projected: Tensor = self.qkv(self.pre_norm(x)).flatten(2)
        query, key, value = projected.split([self.keys, self.keys, self.attending], dim=1)
        weights = (query.transpose(1, 2) * self.keys**-0.5 @ key).softmax(2)
        return (value @ weights.transpose(1, 2)).unflatten(2, x.shape[2:])
