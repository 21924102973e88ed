"""Spatial pyramid attention: SE's gate on the means of the map, its quarters and sixteenths.

Source: Guo et al., ICME 2020 (SPANet).
Code: 13952522076/SPANet, models/spp_se_resnet.py, at 031320dc.
Differs: fewer than `reduction` channels are refused. Other files of the code compute the gate from
    the input of the residual block, and not from the map that it weighs.
"""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from attnzoo.channel.spanet_options import CELLS, SIDES, SPANetOptions
from attnzoo.gate import Gate
from attnzoo.options import takes
from attnzoo.pooling import mean


class SpatialPyramidAttention(Gate):
    """Weighs each channel by a gate computed from all channels' means over parts of the map.

    z = [p_1; p_2; p_4], where p_s are the means over s x s cells, channel by channel;
    y = x * sigmoid(W2 relu(W1 z)), with W1 of shape (C // r, 21 C).

    Raises:
        DoesNotFit: if no hidden channel would be left.
    """

    @takes(SPANetOptions)
    def __init__(self, channels: int, options: SPANetOptions) -> None:
        super().__init__()
        hidden = channels // options.reduction
        self.fc = nn.Sequential(
            nn.Linear(CELLS * channels, hidden, bias=False),
            nn.ReLU(),
            nn.Linear(hidden, channels, bias=False),
            nn.Sigmoid(),
        )

    def gate(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, C, 1, 1)."""
        cells = [F.adaptive_avg_pool2d(x, side).flatten(1) for side in SIDES[1:]]
        gate: Tensor = self.fc(torch.cat((mean(x, (2, 3)), *cells), dim=1))
        return gate[:, :, None, None]
