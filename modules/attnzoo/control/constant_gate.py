"""A constant gate: learned, and the same for every image.

Source: a definition of attnbench.
Code: none.
Differs: nothing.
"""

import torch
from torch import Tensor, nn

from attnzoo.fit import require
from attnzoo.gate import Gate


def constant_gate_params(channels: int) -> int:
    """One logit a channel: C."""
    return channels


def constant_gate_macs(channels: int, height: int, width: int) -> int:
    """Elementwise work alone, which torch's counter charges nothing for."""
    del channels, height, width
    return 0


def constant_gate_fits(
    channels: int, height: int | None = None, width: int | None = None
) -> str | None:
    """Any map."""
    del channels, height, width
    return None


class ConstantGate(Gate):
    """Weighs each channel by a learned number that no image changes: y = x * sigmoid(w).

    A module that is not better than this one gains from having a gate, not from attending: what it
    learns of the image does not pay.

    Args:
        channels: Channels of the map.
    """

    def __init__(self, channels: int) -> None:
        super().__init__()
        require(constant_gate_fits, channels)
        self.logits = nn.Parameter(torch.zeros(channels, 1, 1))

    def gate(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (C, 1, 1)."""
        return self.logits.sigmoid().to(x.dtype)
