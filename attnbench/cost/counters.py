"""Every counter of multiply-accumulates: all that there is to know about it in one entry.

`attnbench.count`, the records, `attnbench list counters`, the check-up and the docs read this
table; tables and files take the counters from the records.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from attnbench.cost.operators import NAME_PARTS, OperatorKind
from attnbench.lazy import lazy

if TYPE_CHECKING:
    from torch import Tensor, nn

    from attnbench.cost import by_fvcore, by_thop, by_torch
else:
    by_fvcore = lazy("attnbench.cost.by_fvcore")
    by_thop = lazy("attnbench.cost.by_thop")
    by_torch = lazy("attnbench.cost.by_torch")

Count = Callable[["nn.Module", "Tensor"], Iterable[tuple[str, int]]]
"""From a network in evaluation mode and one image to multiply-accumulates by the counter's own
names of operators. The network is a copy that is thrown away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MacCounter:
    """One counter. Two operations count as one multiply-accumulate."""

    name: str
    counts: str
    """What it counts, as lists and docs say it."""
    misses: str
    """What it does not see."""
    device: Literal["meta", "cpu"]
    """Where its copy of the network is: without numbers, or computing one image."""
    counting: Callable[[], Count]
    """Loads what counts, so that lists need no torch."""
    kinds: Mapping[str, OperatorKind] = field(default_factory=lambda: NAME_PARTS)
    """Its names of operators in the common vocabulary, see `NAME_PARTS`."""
    packages: tuple[str, ...] = ()
    """Modules of other packages that it imports."""


COUNTERS: Mapping[str, MacCounter] = {
    counter.name: counter
    for counter in (
        MacCounter(
            name="torch",
            counts="convolutions and matrix products, as torch dispatches them",
            misses="norms, pooling, activations and elementwise work",
            device="meta",
            counting=lambda: by_torch.torch_macs,
        ),
        MacCounter(
            name="fvcore",
            counts="convolutions and matrix products; batch norm at 2 per element, group and layer "
            "norm at 5; adaptive pooling at 1 per input",
            misses="other pooling, activations and elementwise work",
            device="cpu",
            counting=lambda: by_fvcore.fvcore_macs,
            packages=("fvcore.nn",),
        ),
        MacCounter(
            name="thop",
            counts="modules of the types that it knows: convolutions and linear layers; batch and "
            "layer norm at 4 per element; adaptive pooling at 1 per input and output",
            misses="functional calls, matrix products, group norm and elementwise work",
            device="meta",
            counting=lambda: by_thop.thop_macs,
            packages=("thop",),
        ),
    )
}
"""By name, the reference first."""

REFERENCE = "torch"
"""The counter that the others are compared with."""


def rows() -> list[tuple[str, str, str]]:
    """The counters, what they count and what they miss."""
    return [(counter.name, counter.counts, counter.misses) for counter in COUNTERS.values()]


def markdown() -> str:
    """The counters as a Markdown table."""
    lines = [
        "| counter | what it counts | what it misses |",
        "|:--|:--|:--|",
        *(f"| {' | '.join(row)} |" for row in rows()),
    ]
    return "\n".join(lines) + "\n"
