"""Efficient additive attention: one vector for the whole map, times the key of each position.

Source: Shaker, Maaz, Rasheed, Khan, Yang, Khan, ICCV 2023, arXiv:2303.15446 (SwiftFormer).
Code: Amshaker/SwiftFormer, models/swiftformer.py, at 4aa6cd67.
Differs: the paper's figure has a softmax over the positions. The first code took it over an axis of
    one element, where it is always 1, so copies of that code sum all queries with equal weights;
    since 2023 the code divides by the Euclidean norm over the positions, as here. Its factor
    1 / sqrt(C) cancels in that norm and is left out, as is its token width, which changed the
    channels of the map wherever it was not C.
"""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from attnzoo.layout import map_of, tokens_of
from attnzoo.options import takes
from attnzoo.pairwise.eaa_options import EAAOptions


class EfficientAdditiveAttention(nn.Module):
    """Weighs the key of each position by a sum of all queries, channel by channel.

    q and k = unit vectors of two linear layers, at each position; s = w . q, divided by its norm
    over all positions, so that it may be negative; g = sum_n s_n q_n; y = W2(W1(g * k) + q).
    There is no value: the key takes its part.
    """

    @takes(EAAOptions)
    def __init__(self, channels: int, options: EAAOptions) -> None:
        super().__init__()
        width = options.heads * channels
        # Named and ordered as in the authors' state dict.
        self.w_g = nn.Parameter(torch.randn(width, 1))
        self.to_query = nn.Linear(channels, width)
        self.to_key = nn.Linear(channels, width)
        self.Proj = nn.Linear(width, width)
        self.final = nn.Linear(width, channels)

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, C, H, W)."""
        tokens = tokens_of(x)
        query = F.normalize(self.to_query(tokens), dim=2)
        key = F.normalize(self.to_key(tokens), dim=2)
        weights = F.normalize(query @ self.w_g, dim=1)
        pooled = (weights * query).sum(1, keepdim=True)
        attended: Tensor = self.final(self.Proj(pooled * key) + query)
        return map_of(attended, x)
