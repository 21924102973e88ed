"""Channel attention of the dual attention network: every channel looks at all others.

Source: Fu, Liu, Tian, Li, Bao, Fang, Lu, CVPR 2019, arXiv:1809.02983.
Code: junfu1115/DANet, encoding/nn/da_att.py, at b0a0fa00.
Differs: the code subtracts the products from the largest of their row and so gives most weight to
    the channels that are least alike, as is done here, without the largest: a softmax does not see
    a constant. `reading="paper"` weighs by likeness, as the paper writes it.
"""

import torch
from torch import Tensor, nn

from attnzoo.fit import READINGS, require, unlisted
from attnzoo.pairwise.residual import add_scaled


def cam_params(channels: int, *, reading: str = "code") -> int:
    """One scale."""
    del channels, reading
    return 1


def cam_macs(channels: int, height: int, width: int, *, reading: str = "code") -> int:
    """Two products over all pairs of channels."""
    del reading
    return 2 * channels**2 * height * width


def cam_fits(
    channels: int, height: int | None = None, width: int | None = None, *, reading: str = "code"
) -> str | None:
    """Any map."""
    del channels, height, width
    return unlisted("reading", reading, READINGS)


class ChannelSelfAttention(nn.Module):
    """Adds to each channel a sum over all channels, weighed by how unlike it they are.

    y_i = x_i + gamma sum_j softmax_j(-x_i . x_j) x_j; equations 3 and 4 have softmax_j(x_i . x_j).
    gamma starts at 0: a fresh module is the identity.

    Args:
        channels: Channels of the map.
        reading: `code` for most weight to the least alike, `paper` for most to the most alike.

    Raises:
        DoesNotFit: if there is no such reading.
    """

    def __init__(self, channels: int, *, reading: str = "code") -> None:
        super().__init__()
        require(cam_fits, channels, reading=reading)
        self.reading = reading
        self.gamma = nn.Parameter(torch.zeros(1))

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, C, H, W)."""
        flat = x.flatten(2)
        likeness = flat @ flat.transpose(1, 2)
        weights = (likeness if self.reading == "paper" else -likeness).softmax(2)
        return add_scaled(x, self.gamma, (weights @ flat).reshape(x.shape))
