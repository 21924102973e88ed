"""The sizes of a network by every convention, as it is or as a size report counts it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import prod

from torch import nn

from attnbench.cost import conventions, reported
from attnbench.cost.ledger import read_ledger
from attnbench.meta import ImageSize
from attnreport.published.paper import Measure

Sizes = Mapping[str, Mapping[str, int]]
"""By size, params or macs, and by convention's name, ours first."""

Meanings = Mapping[Measure, Mapping[str, str]]
"""In the same order, what is counted, in words."""


@dataclass(frozen=True, slots=True)
class Given:
    """What a network, or a part of it, is given when it is counted."""

    size: ImageSize
    """Channels, height and width of an image or a map."""
    small: ImageSize | None = None
    """The same where a size report counts; None where there is none."""
    scale: Fraction = Fraction(1)
    """How many times the network's image is larger than the report's, by area."""


def given_images(size: ImageSize, counted_at: ImageSize | None) -> Given:
    """What a whole network is given.

    Args:
        size: Of its images.
        counted_at: Of the small image of a size report; None where there is none.
    """
    if counted_at is None:
        return Given(size)
    return Given(size, counted_at, Fraction(prod(size[1:]), prod(counted_at[1:])))


def sizes_of(model: nn.Module, given: Given, injected: Sequence[str] = ()) -> Sizes:
    """Every size by every convention; nothing is computed.

    Args:
        model: A network, or a part of one.
        given: What it is given.
        injected: Paths of modules that were put in.
    """
    ledger = read_ledger(model, given.size, injected)
    if given.small is None:
        return conventions.sizes(ledger)
    small = read_ledger(model, given.small, injected)
    return reported.reported_sizes(ledger, small, given.scale)


def meanings_of(*, of_report: bool) -> Meanings:
    """What the conventions count: those of a network as it is, or of a size report."""
    return reported.MEANINGS if of_report else conventions.MEANINGS
