"""A shuffled gate: each image is weighed by the gate of another one.

Source: a definition of attnbench.
Code: none.
Differs: nothing.
"""

from torch import Tensor

from attnzoo.control.of import GATES, MODULES
from attnzoo.fit import require, unlisted
from attnzoo.gate import Gate


def shuffled_gate_params(channels: int, *, of: str = "ema") -> int:
    """Those of the module itself."""
    return MODULES[of].params(channels)


def shuffled_gate_macs(channels: int, height: int, width: int, *, of: str = "ema") -> int:
    """Those of the module itself."""
    return MODULES[of].macs(channels, height, width)


def shuffled_gate_fits(
    channels: int, height: int | None = None, width: int | None = None, *, of: str = "ema"
) -> str | None:
    """Whatever the module takes."""
    return unlisted("of", of, GATES) or MODULES[of].fits(channels, height, width)


class ShuffledGate(Gate):
    """Weighs each image of a batch by the gate of the image before it: y_b = x_b * gate(x_(b-1)).

    The gate has the same weights, the same statistics and the same cost as the module's own, but
    says nothing about the image that it weighs. A module that is not better than this one does not
    gain from what it sees. In training and in evaluation alike, the output of an image depends on
    its neighbour in the batch, which the doctor's check `batch` rightly calls a fault; alone in a
    batch, an image has its own gate.

    Args:
        channels: Channels of the map.
        of: Short name of a module of the catalogue whose output is the map times a gate; with its
            authors' options.

    Raises:
        DoesNotFit: if that module is no gate, or cannot take that many channels.
    """

    def __init__(self, channels: int, *, of: str = "ema") -> None:
        super().__init__()
        require(shuffled_gate_fits, channels, of=of)
        module = MODULES[of].build(channels)
        assert isinstance(module, Gate)
        self.module = module

    def gate(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> the module's gate, one image further."""
        own = self.module.gate(x)
        return own.roll(1, dims=0) if own.shape[0] == x.shape[0] else own
