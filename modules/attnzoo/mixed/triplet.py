"""Triplet attention: one gate for each pair of the axes channel, height and width.

Source: Misra, Nalamada, Arasanipalai, Hou, WACV 2021, arXiv:2010.03045.
Code: landskape-ai/triplet-attention, triplet_attention.py, at 2cf02fb9.
Differs: the pooled maps are turned instead of the whole input, which gives the same numbers.
"""

from torch import Tensor, nn

from attnzoo.fit import require
from attnzoo.gate import Gate
from attnzoo.layout import in_layout_of
from attnzoo.parts import ConvNorm, max_and_mean


def triplet_params(channels: int, *, spatial: bool = True) -> int:
    """One 7x7 convolution of two maps and one BatchNorm a branch: 300, or 200 without `spatial`."""
    del channels
    return 300 if spatial else 200


def triplet_macs(channels: int, height: int, width: int, *, spatial: bool = True) -> int:
    """A 7x7 convolution of two maps in each plane."""
    return 98 * (channels * (height + width) + (height * width if spatial else 0))


def triplet_fits(
    channels: int, height: int | None = None, width: int | None = None, *, spatial: bool = True
) -> str | None:
    """Any map."""
    del channels, height, width, spatial
    return None


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

    Args:
        channels: Channels of the map.
        spatial: Whether the height-width branch is there.
    """

    def __init__(self, channels: int, *, spatial: bool = True) -> None:
        super().__init__()
        require(triplet_fits, channels)
        self.cw = _Plane()
        self.hc = _Plane()
        self.hw = _Plane() if spatial else None

    def gate(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, C, H, W)."""
        channel_width = self.cw(max_and_mean(x, dim=2)).unsqueeze(2)
        height_channel = self.hc(max_and_mean(x, dim=3).transpose(2, 3)).transpose(1, 2)
        gates = channel_width + height_channel.unsqueeze(3)
        if self.hw is None:
            return in_layout_of(x, gates / 2)
        gates = gates + self.hw(max_and_mean(x, dim=1)).unsqueeze(1)
        return in_layout_of(x, gates / 3)
