"""Squeeze-and-excitation: a two-layer gate over channel means.

Source: Hu, Shen, Albanie, Sun, Wu, CVPR 2018, arXiv:1709.01507.
Code: moskomule/senet.pytorch, senet/se_module.py, at 8cb2669f.
Differs: fewer than `reduction` channels are refused; the code then gates everything by 0.5.
"""

from torch import Tensor, nn

from attnzoo.fit import require, too_few_to_reduce
from attnzoo.gate import Gate
from attnzoo.pooling import mean


def se_params(channels: int, *, reduction: int = 16) -> int:
    """Two weight matrices without bias: 2 C (C // r)."""
    return 2 * channels * (channels // reduction)


def se_macs(channels: int, height: int, width: int, *, reduction: int = 16) -> int:
    """Two matrix-vector products."""
    del height, width
    return se_params(channels, reduction=reduction)


def se_fits(
    channels: int, height: int | None = None, width: int | None = None, *, reduction: int = 16
) -> str | None:
    """Any map; at least `reduction` channels."""
    del height, width
    return too_few_to_reduce(channels, reduction)


class SqueezeExcitation(Gate):
    """Weighs each channel by a gate computed from all channel means.

    y = x * sigmoid(W2 relu(W1 mean_hw(x))), with W1 of shape (C // r, C), as in equations 2-4.

    Args:
        channels: Channels of the map.
        reduction: How many times fewer hidden channels the gate has.

    Raises:
        DoesNotFit: if no hidden channel would be left.
    """

    def __init__(self, channels: int, *, reduction: int = 16) -> None:
        super().__init__()
        require(se_fits, channels, reduction=reduction)
        hidden = channels // reduction
        self.fc = nn.Sequential(
            nn.Linear(channels, hidden, bias=False),
            nn.ReLU(),
            nn.Linear(hidden, channels, bias=False),
            nn.Sigmoid(),
        )

    def gate(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, C, 1, 1)."""
        gate: Tensor = self.fc(mean(x, (2, 3)))
        return gate[:, :, None, None]
