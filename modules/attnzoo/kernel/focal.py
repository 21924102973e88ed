"""Focal modulation: each position is multiplied by contexts of growing size around it.

Source: Yang, Li, Dai, Gao, NeurIPS 2022, arXiv:2203.11926 (FocalNet).
Code: microsoft/FocalNet, classification/focalnet.py, at e8514bdc.
Differs: the code takes (B, H, W, C). It stores the gates and the contexts of its last call on the
    module, which holds their memory; here nothing is stored. It can normalize the contexts, which
    is off by default and left out.
"""

import torch.nn.functional as F
from torch import Tensor, nn

from attnzoo.kernel.focal_options import FocalOptions
from attnzoo.layout import map_of, tokens_of
from attnzoo.options import takes
from attnzoo.pooling import mean


class FocalModulation(nn.Module):
    """Multiplies each position by a gated sum of convolutions around it and of the whole map.

    [q; c_0; g] = W1 x, with a gate g_l for each level and one more; c_l = gelu(dw_k(c_(l-1))) with
    k = window, window + 2 and so on; c = sum_l g_l c_l + g_last gelu(mean_hw(c_levels));
    y = W2(q * conv1x1(c)). The gates have no sigmoid.
    """

    @takes(FocalOptions)
    def __init__(self, channels: int, options: FocalOptions) -> None:
        super().__init__()
        # Named and ordered as in the authors' state dict.
        self.f = nn.Linear(channels, 2 * channels + options.levels + 1)
        self.h = nn.Conv2d(channels, channels, 1)
        self.proj = nn.Linear(channels, channels)
        self.focal_layers = nn.ModuleList(_level(channels, side) for side in options.kernels())

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, C, H, W)."""
        projected = map_of(self.f(tokens_of(x)), x)
        channels, levels = x.shape[1], len(self.focal_layers)
        query, context, gates = projected.split([channels, channels, levels + 1], dim=1)
        modulator: Tensor = self.h(self._contexts(context, gates))
        return map_of(self.proj(tokens_of(query * modulator)), x)

    def _contexts(self, context: Tensor, gates: Tensor) -> Tensor:
        """(B, C, H, W) and a gate for each level and for the whole map -> (B, C, H, W)."""
        *local, whole = gates.split(1, dim=1)
        total = None
        for layer, gate in zip(self.focal_layers, local, strict=True):
            context = layer(context)
            weighed = context * gate
            total = weighed if total is None else total + weighed
        assert total is not None
        return total + F.gelu(mean(context, (2, 3), keepdim=True)) * whole


def _level(channels: int, side: int) -> nn.Sequential:
    conv = nn.Conv2d(channels, channels, side, padding=side // 2, groups=channels, bias=False)
    return nn.Sequential(conv, nn.GELU())
