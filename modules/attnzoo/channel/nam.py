"""Normalization-based attention: BatchNorm's own scale as the importance of a channel.

Source: Liu, Shao, Teng, Hoffmann, NeurIPS 2021 workshop, arXiv:2111.12419.
Code: Christian-lyc/NAM, MODELS/attention.py, at 6e8d3e32.
Differs: nothing; as in the code there is no spatial part, though the paper describes one.
"""

from torch import Tensor, nn

from attnzoo.channel.nam_options import NAMOptions
from attnzoo.gate import Gate
from attnzoo.options import takes


class _ChannelAttention(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.bn2 = nn.BatchNorm2d(channels)

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> its gate (B, C, H, W)."""
        # The authors read gamma through `.data`: no gradient flows through the weight itself.
        scale = self.bn2.weight.detach().abs()
        weight = (scale / scale.sum())[:, None, None]
        return (weight * self.bn2(x)).sigmoid()


class NormalizationAttention(Gate):
    """Weighs each value by its normalized self, scaled by the share its channel has of all gammas.

    y = x * sigmoid(w * BN(x)) with w_c = |gamma_c| / sum |gamma|, equation 2.
    """

    @takes(NAMOptions)
    def __init__(self, channels: int, options: NAMOptions) -> None:
        del options
        super().__init__()
        # Named as in the authors' state dict.
        self.Channel_Att = _ChannelAttention(channels)

    def sparse_scales(self) -> tuple[Tensor, ...]:
        """The gammas, which the authors' training pulls to zero (equation 4)."""
        return (self.Channel_Att.bn2.weight,)

    def gate(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, C, H, W)."""
        return self.Channel_Att(x)
