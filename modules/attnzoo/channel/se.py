"""Squeeze-and-excitation: a two-layer gate over channel means.

Source: Hu, Shen, Albanie, Sun, Wu, CVPR 2018, arXiv:1709.01507.
Code: moskomule/senet.pytorch, senet/se_module.py, at 8cb2669f.
Differs: fewer than `reduction` channels are refused; the code then gates everything by 0.5.
"""

from torch import Tensor, nn

from attnzoo.channel.se_options import SEOptions
from attnzoo.gate import Gate
from attnzoo.options import takes
from attnzoo.pooling import mean


class SqueezeExcitation(Gate):
    """Weighs each channel by a gate computed from all channel means.

    y = x * sigmoid(W2 relu(W1 mean_hw(x))), with W1 of shape (C // r, C), as in equations 2-4.

    Raises:
        DoesNotFit: if no hidden channel would be left.
    """

    @takes(SEOptions)
    def __init__(self, channels: int, options: SEOptions) -> None:
        super().__init__()
        hidden = channels // options.reduction
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
