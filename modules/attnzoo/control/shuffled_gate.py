"""A shuffled gate: each image is weighed by the gate of another one.

Source: a definition of attnbench.
Code: none.
Differs: nothing.
"""

from torch import Tensor

# The package and not its catalogue: what it imports counts as the code of this module.
import attnzoo
from attnzoo.control.shuffled_gate_options import ShuffledGateOptions
from attnzoo.gate import Gate
from attnzoo.options import takes


class ShuffledGate(Gate):
    """Weighs each image of a batch by the gate of the image before it: y_b = x_b * gate(x_(b-1)).

    The gate has the same weights, the same statistics and the same cost as the module's own, but
    says nothing about the image that it weighs. A module that does not beat this one does not gain
    from what it sees. In training and in evaluation alike, the output of an image depends on
    its neighbour in the batch, which the doctor's check `batch` rightly calls a fault; alone in a
    batch, an image has its own gate.

    Raises:
        DoesNotFit: if that module does not take the channels.
    """

    @takes(ShuffledGateOptions)
    def __init__(self, channels: int, options: ShuffledGateOptions) -> None:
        super().__init__()
        module = attnzoo.create(options.of, channels)
        assert isinstance(module, Gate)
        self.module = module

    def gate(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> the module's gate, one image further."""
        own = self.module.gate(x)
        return own.roll(1, dims=0) if own.shape[0] == x.shape[0] else own
