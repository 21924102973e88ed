"""A matched place, before it is known whether a module fits there."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Spot:
    """One host and the side of it where a module goes."""

    path: str
    """Name of the host in the network."""

    when: Literal["output", "input"] = "output"
    """Whether the module takes the host's output or its input."""

    slot: tuple[str, str] | None = None
    """The block and the name of its slot, into which an identity is put first to be the host."""

    zero_norm: bool = False
    """Whether the norm before the place starts at zero."""


@dataclass(frozen=True, slots=True)
class Spots:
    """What a site matches in a network."""

    matches: tuple[Spot, ...]

    left_out: tuple[str, ...] = ()
    """Parts to which the site's rule does not apply, with the reasons."""
