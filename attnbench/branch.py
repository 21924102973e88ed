"""Where the residual branch of a block ends, as the block's class declares it."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Branch:
    """The tap of one block class's residual branch."""

    tap: str
    """The child that the branch's result passes last before the addition."""

    at: Literal["slot", "input", "output"]
    """A slot for a module; or the side of the tap where the branch's result is."""

    needs: str | None = None
    """The attribute without which the block has no shortcut, and so no residual branch."""

    last_norm: str | None = None
    """The norm that timm may start at zero, which leaves the tap without a gradient at step 0."""
