"""The site `block`: after each block."""

from torch import nn

from attnbench.injection.sites.branches import blocks
from attnbench.injection.spot import Spot, Spots
from attnbench.injection.trace import Trace


def block_spots(model: nn.Module, _trace: Trace) -> Spots:
    """The end of every block that lies in no other block."""
    return Spots(tuple(Spot(path) for path, _ in blocks(model)))
