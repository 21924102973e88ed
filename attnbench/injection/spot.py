"""A matched place, before it is known whether a module fits there."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Spot:
    """One host and the side of it where a module goes."""

    path: str
    """Name of the host in the network."""

    when: Literal["output", "input"] = "output"
    """Whether the module takes what the host gives, or what the host is given."""

    slot: tuple[str, str] | None = None
    """The block and the name of its slot, where the host is first put in: an identity."""

    zero_norm: bool = False
    """Whether the norm before the place starts at zero."""


@dataclass(frozen=True, slots=True)
class Spots:
    """What a site matches in a network."""

    found: tuple[Spot, ...]

    left_out: tuple[str, ...] = ()
    """What the site's rule does not apply to, each with the reason."""
