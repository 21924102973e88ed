"""Separated and enhancement attention: SE's gate on convolved channels, stretched by exp.

Source: Yu, Huang, Chen, Su, Liu, Wang, 2022, arXiv:2208.02019 (YOLO-FaceV2).
Code: Krasjet-Yu/YOLO-FaceV2, models/common.py, at 8e61afad.
Differs: fewer than `reduction` channels are refused. The exponential of a sigmoid lies between 1
    and e, so that no channel is ever weakened. We leave out MultiSEAM, which runs it on patches of
    three sizes. A module of weakly supervised segmentation has the same name.
"""

from torch import Tensor, nn

from attnzoo.channel.seam_options import SEAMOptions
from attnzoo.gate import Gate
from attnzoo.options import takes
from attnzoo.pooling import mean


class _Residual(nn.Module):
    def __init__(self, *layers: nn.Module) -> None:
        super().__init__()
        self.fn = nn.Sequential(*layers)

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, C, H, W)."""
        convolved: Tensor = self.fn(x)
        return x + convolved


class SeparatedEnhancementAttention(Gate):
    """Weighs each channel by the exponential of a gate computed from convolved channels.

    d(x) = BN(gelu(conv1x1(x + BN(gelu(dwconv3x3(x)))))), n times;
    y = x * exp(sigmoid(W2 relu(W1 mean_hw(d(x))))).

    Raises:
        DoesNotFit: if no hidden channel would be left.
    """

    @takes(SEAMOptions)
    def __init__(self, channels: int, options: SEAMOptions) -> None:
        super().__init__()
        hidden = channels // options.reduction
        # Named as in the authors' state dict.
        self.DCovN = nn.Sequential(*(_mixed(channels) for _ in range(options.repeats)))
        self.fc = nn.Sequential(
            nn.Linear(channels, hidden, bias=False),
            nn.ReLU(),
            nn.Linear(hidden, channels, bias=False),
            nn.Sigmoid(),
        )

    def gate(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, C, 1, 1)."""
        gate: Tensor = self.fc(mean(self.DCovN(x), (2, 3))).exp()
        return gate[:, :, None, None]


def _mixed(channels: int) -> nn.Sequential:
    """Each channel by itself, then all of them at each position."""
    depthwise = nn.Conv2d(channels, channels, 3, padding=1, groups=channels)
    return nn.Sequential(
        _Residual(depthwise, nn.GELU(), nn.BatchNorm2d(channels)),
        nn.Conv2d(channels, channels, 1),
        nn.GELU(),
        nn.BatchNorm2d(channels),
    )
