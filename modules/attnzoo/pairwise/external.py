"""External attention: positions look at a small learned memory in place of one another.

Source: Guo, Liu, Mu, Hu, TPAMI 2022, arXiv:2105.02358.
Code: MenghaoGuo/-EANet, model_torch.py, by an attributed public copy.
Differs: the code draws the second memory into the storage of the first, which a move to a GPU then
    separates into two with equal values; here they are two with equal values from the start. Maps
    of one position and memories of one slot are refused: the output would then ignore the map.
"""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from attnzoo.layout import in_layout_of
from attnzoo.options import takes
from attnzoo.pairwise.external_options import ExternalOptions

SMALLEST = 1e-9
"""Keeps the division of a position's slots by their sum finite."""


class ExternalAttention(nn.Module):
    """Rebuilds each position from a learned memory that the whole data set shares.

    a = softmax_n(M_k W1 x), then a / sum_slots a; y = relu(x + BN(W2 M_v a)), equations 5 and 6,
    with 1x1 convolutions W1 and W2 and memories M_k and M_v of `slots` vectors.

    Raises:
        DoesNotFit: from `forward` on a 1x1 map.
    """

    @takes(ExternalOptions)
    def __init__(self, channels: int, options: ExternalOptions) -> None:
        super().__init__()
        self.options = options
        slots = options.slots
        # Named as in the authors' state dict.
        self.conv1 = nn.Conv2d(channels, channels, 1)
        self.linear_0 = nn.Conv1d(channels, slots, 1, bias=False)
        self.linear_1 = nn.Conv1d(slots, channels, 1, bias=False)
        conv2 = nn.Conv2d(channels, channels, 1, bias=False)
        self.conv2 = nn.Sequential(conv2, nn.BatchNorm2d(channels))
        for layer in (self.conv1, self.linear_1, conv2):
            nn.init.normal_(layer.weight, std=(2 / channels) ** 0.5)
        with torch.no_grad():
            self.linear_0.weight.copy_(self.linear_1.weight.transpose(0, 1))

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, C, H, W)."""
        self.options.require(*x.shape[1:])
        weights = self.linear_0(self.conv1(x).flatten(2)).softmax(2)
        weights = weights / (SMALLEST + weights.sum(1, keepdim=True))
        recalled = self.linear_1(weights).unflatten(2, x.shape[2:])
        out: Tensor = self.conv2(in_layout_of(x, recalled))
        # A relu that saves its input, not what it gives: a network may add to that in place.
        return F.threshold(x + out, 0, 0)
