"""Frequency channel attention: channels pooled by cosines of several frequencies, then SE's gate.

Source: Qin, Zhang, Wu, Li, ICCV 2021, arXiv:2012.11879 (FcaNet).
Code: cfzd/FcaNet, model/layer.py, at aa5fb635.
Differs: we keep one of the code's three lists of frequencies, the paper's own ("top"). The code
    takes the sides of the frequency space as arguments; here they are those of the map, as in its
    ImageNet networks, but at least 7: below that, its rule makes every frequency zero.
"""

from math import pi, sqrt

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from attnzoo.channel.fca_options import FCAOptions
from attnzoo.fit import Size
from attnzoo.gate import Gate
from attnzoo.options import takes

SMALLEST = 7
"""Side of the frequency space in which the paper ranked the frequencies."""
# fmt: off
RANKED = (
    (0, 0), (0, 1), (6, 0), (0, 5), (0, 2), (1, 0), (1, 2), (4, 0),
    (5, 0), (1, 6), (3, 0), (0, 4), (0, 6), (0, 3), (3, 5), (2, 2),
    (4, 6), (6, 3), (3, 3), (5, 3), (5, 5), (2, 1), (6, 1), (5, 2),
    (5, 4), (3, 2), (3, 1), (4, 1), (2, 3), (2, 0), (6, 5), (1, 3),
)
# fmt: on
"""Frequencies down and across, by the accuracy of a network that has each alone."""


class _Cosines(nn.Module):
    """The sum of each channel times its cosine."""

    weight: Tensor

    def __init__(self, channels: int, frequencies: int, size: Size) -> None:
        super().__init__()
        height, width = size
        waves = [
            torch.outer(
                _cosine(height, down * (height // SMALLEST)),
                _cosine(width, across * (width // SMALLEST)),
            )
            for down, across in RANKED[:frequencies]
        ]
        weight = torch.stack(waves).repeat_interleave(channels // frequencies, dim=0)
        self.register_buffer("weight", weight.to(torch.get_default_dtype()))

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, C)."""
        size = self.weight.shape[1:]
        if x.shape[2:] != size:
            x = F.adaptive_avg_pool2d(x, (size[0], size[1]))
        return (x * self.weight).sum((2, 3))


class FrequencyChannelAttention(Gate):
    """Weighs each channel by a gate over all channels, each pooled by a cosine of its frequency.

    The channels are split among the frequencies (u, v) of the discrete cosine transform;
    z_c = sum_hw x_c cos(pi u (h + 1/2) / H) cos(pi v (w + 1/2) / W), scaled to unit norm;
    y = x * sigmoid(W2 relu(W1 z)). One frequency is SE on scaled means. Maps of another size than
    the one that it is built for are pooled to that size first.

    Raises:
        DoesNotFit: if `frequencies` does not divide `channels`, or no hidden channel would be left.
    """

    @takes(FCAOptions)
    def __init__(self, channels: int, options: FCAOptions) -> None:
        super().__init__()
        height, width = options.size or (SMALLEST, SMALLEST)
        space = (max(height, SMALLEST), max(width, SMALLEST))
        self.dct_layer = _Cosines(channels, options.frequencies, space)
        hidden = channels // options.reduction
        self.fc = nn.Sequential(
            nn.Linear(channels, hidden, bias=False),
            nn.ReLU(),
            nn.Linear(hidden, channels, bias=False),
            nn.Sigmoid(),
        )

    def gate(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, C, 1, 1)."""
        gate: Tensor = self.fc(self.dct_layer(x))
        return gate[:, :, None, None]


def _cosine(length: int, frequency: int) -> Tensor:
    """One row of the orthonormal transform of that length, in float64."""
    places = torch.arange(length, dtype=torch.float64) + 0.5
    scale = sqrt((2 if frequency else 1) / length)
    return scale * torch.cos(pi * frequency / length * places)
