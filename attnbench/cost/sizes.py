"""The sizes of a network by every convention, as it is or as a size report counts it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import prod

from torch import nn

from attnbench.cost import conventions, reported
from attnbench.cost.ledger import read_ledger
from attnbench.meta import ImageSize
from attnreport.published.paper import Size

Sizes = Mapping[str, Mapping[str, int]]
"""By size (params, macs) and by the convention's name, our own first."""

Meanings = Mapping[Size, Mapping[str, str]]
"""What the conventions count, in words, in the order of `Sizes`."""


@dataclass(frozen=True, slots=True)
class InputSizes:
    """The input of a network, or of a part of it, for which it is counted."""

    size: ImageSize
    """Channels, height and width of an image or a map."""
    small: ImageSize | None = None
    """Those of the small image of a size report; None if there is no report."""
    scale: Fraction = Fraction(1)
    """How many times larger the area of the network's image is than the report's."""


def image_sizes(size: ImageSize, counted_at: ImageSize | None) -> InputSizes:
    """The input of a whole network.

    Args:
        size: The size of its images.
        counted_at: The size of a size report's small image; None if there is no report.
    """
    if counted_at is None:
        return InputSizes(size)
    return InputSizes(size, counted_at, Fraction(prod(size[1:]), prod(counted_at[1:])))


def sizes_of(model: nn.Module, sizes: InputSizes, injected: Sequence[str] = ()) -> Sizes:
    """Every size by every convention; nothing is computed.

    Args:
        model: A network, or a part of one.
        sizes: Its input.
        injected: Names of injected modules.
    """
    ledger = read_ledger(model, sizes.size, injected)
    if sizes.small is None:
        return conventions.sizes(ledger)
    small = read_ledger(model, sizes.small, injected)
    return reported.reported_sizes(ledger, small, sizes.scale)


def meanings_of(*, of_report: bool) -> Meanings:
    """What is counted by the conventions of a network as it is, or of a size report."""
    return reported.MEANINGS if of_report else conventions.MEANINGS
