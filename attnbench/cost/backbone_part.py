"""The sizes of the backbone inside the network that a task makes of it."""

from dataclasses import dataclass

from torch import nn

from attnbench.cost.ledger import Ledger

BACKBONE = "backbone"
"""What networks with a head call the part that the head reads."""


@dataclass(frozen=True, slots=True)
class PartSizes:
    """Sizes of a part of a network for one image, the modules within it included."""

    params: int
    macs: int
    """Multiply-accumulates by torch's own formulas."""


def backbone_sizes(model: nn.Module, ledger: Ledger) -> PartSizes | None:
    """The sizes of a network's part `backbone`; None if it has no such part.

    Args:
        model: The network.
        ledger: Of one forward of it.
    """
    if not isinstance(getattr(model, BACKBONE, None), nn.Module):
        return None
    within = f"{BACKBONE}."
    return PartSizes(
        params=sum(w.elements for w in ledger.weights if w.name.startswith(within)),
        macs=sum(op.macs for op in ledger.operations if f"{op.module_path}.".startswith(within)),
    )
