"""The identity: a module that does nothing.

Source: a definition of attnbench.
Code: none.
Differs: nothing.
"""

from torch import Tensor, nn

from attnzoo.fit import require


def identity_params(channels: int) -> int:
    """None."""
    del channels
    return 0


def identity_macs(channels: int, height: int, width: int) -> int:
    """None."""
    del channels, height, width
    return 0


def identity_fits(channels: int, height: int | None = None, width: int | None = None) -> str | None:
    """Any map."""
    del channels, height, width
    return None


class Identity(nn.Module):
    """Gives the map back: y = x.

    What it changes is what the measurement itself changes: its row must be the baseline's, in
    accuracy to the last digit and in speed within the noise.

    Args:
        channels: Channels of the map.
    """

    def __init__(self, channels: int) -> None:
        super().__init__()
        require(identity_fits, channels)

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, C, H, W)."""
        return x
