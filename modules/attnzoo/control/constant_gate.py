"""A constant gate: learned, and the same for every image.

Source: a definition of attnbench.
Code: none.
Differs: nothing.
"""

import torch
from torch import Tensor, nn

from attnzoo.control.constant_gate_options import ConstantGateOptions
from attnzoo.gate import Gate
from attnzoo.options import takes


class ConstantGate(Gate):
    """Weighs each channel by a learned number that no image changes: y = x * sigmoid(w).

    A module that does not beat this one gains from having a gate, not from attention: what it
    learns about the image does not help.
    """

    @takes(ConstantGateOptions)
    def __init__(self, channels: int, options: ConstantGateOptions) -> None:
        del options
        super().__init__()
        self.logits = nn.Parameter(torch.zeros(channels, 1, 1))

    def gate(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (C, 1, 1)."""
        return self.logits.sigmoid().to(x.dtype)
