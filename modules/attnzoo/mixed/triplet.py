"""Triplet attention: one gate for each pair of the axes channel, height and width.

Source: Misra, Nalamada, Arasanipalai, Hou, WACV 2021, arXiv:2010.03045.
Code: landskape-ai/triplet-attention, triplet_attention.py, at 2cf02fb9.
Differs: the pooled maps are turned instead of the whole input, which gives the same numbers. The
    code can leave out the height-width branch; the paper also leaves out the other two, which here
    is channel=False.
"""

from torch import Tensor, nn

from attnzoo.gate import Gate
from attnzoo.layout import in_layout_of
from attnzoo.mixed.triplet_options import TripletOptions
from attnzoo.options import takes
from attnzoo.parts import ConvNorm, max_and_mean


class _Plane(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv = ConvNorm()

    def forward(self, pooled: Tensor) -> Tensor:
        """(B, 2, *, *) -> (B, *, *)."""
        gate: Tensor = self.conv(pooled).sigmoid()
        return gate.squeeze(1)


class TripletAttention(Gate):
    """Weighs each value by the mean of three gates: channel-width, height-channel, height-width.

    Each gate pools away one axis to its maximum and mean, then runs
    sigmoid(BN(conv7x7)) over the two axes left; y = x * mean(gates).

    Raises:
        DoesNotFit: if no branch would be left.
    """

    @takes(TripletOptions)
    def __init__(self, channels: int, options: TripletOptions) -> None:
        del channels
        super().__init__()
        self.cw = _Plane() if options.channel else None
        self.hc = _Plane() if options.channel else None
        self.hw = _Plane() if options.spatial else None

    def gate(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, C, H, W), or (B, 1, H, W) of the height-width branch alone."""
        gates: list[Tensor] = []
        if self.cw is not None:
            gates.append(self.cw(max_and_mean(x, dim=2)).unsqueeze(2))
        if self.hc is not None:
            height_channel = self.hc(max_and_mean(x, dim=3).transpose(2, 3)).transpose(1, 2)
            gates.append(height_channel.unsqueeze(3))
        if self.hw is not None:
            gates.append(self.hw(max_and_mean(x, dim=1)).unsqueeze(1))
        return in_layout_of(x, sum(gates[1:], gates[0]) / len(gates))
