"""The identity: a module that does nothing.

Source: a definition of attnbench.
Code: none.
Differs: nothing.
"""

from torch import Tensor, nn

from attnzoo.control.identity_options import IdentityOptions
from attnzoo.options import takes


class Identity(nn.Module):
    """Gives the map back: y = x.

    Whatever it seems to change is an artefact of the measurement: its row must equal the
    baseline's, in accuracy to the last digit and in speed within the noise.
    """

    @takes(IdentityOptions)
    def __init__(self, channels: int, options: IdentityOptions) -> None:
        del channels, options
        super().__init__()

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, C, H, W)."""
        return x
