"""The table of all mechanisms, and how to build one by name."""

from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache
from typing import TYPE_CHECKING

from attnzoo.entries.channel import CHANNEL
from attnzoo.entries.control import CONTROL
from attnzoo.entries.kernel import KERNEL
from attnzoo.entries.mixed import MIXED
from attnzoo.entries.pairwise import PAIRWISE
from attnzoo.entries.spatial import SPATIAL
from attnzoo.entry import Entry
from attnzoo.errors import PortableError
from attnzoo.fit import Size
from attnzoo.option import OptionValue

if TYPE_CHECKING:
    from torch import nn

CATALOG: Mapping[str, Entry] = {
    entry.name: entry for entry in (*CHANNEL, *SPATIAL, *MIXED, *KERNEL, *PAIRWISE, *CONTROL)
}
"""Every mechanism by its short name, family by family."""


class UnknownModule(PortableError):
    """A name that the catalogue does not have."""

    def __init__(self, name: str) -> None:
        near = get_close_matches(name.partition("(")[0].lower(), CATALOG, n=3)
        remedy = f"did you mean {' or '.join(map(repr, near))}? " if near else ""
        super().__init__(f"unknown module {name!r}; {remedy}known: {', '.join(CATALOG)}")


def find(name: str) -> Entry:
    """The catalogue's entry of a name; `UnknownModule` suggests similar names."""
    short = canonical(name)
    if short not in CATALOG:
        raise UnknownModule(name)
    return CATALOG[short]


def canonical(name: str) -> str:
    """The short name of what is spelled otherwise, such as EMA; other names as they are.

    Case does not matter, and the names in print count too: CoT, PSA-YOLO.
    """
    return name if name in CATALOG else _spellings().get(name.lower(), name)


@cache
def _spellings() -> Mapping[str, str]:
    """Short names by what they are called in lower case; a short name before one in print."""
    printed = {entry.acronym.lower(): entry.name for entry in CATALOG.values()}
    return {**printed, **{name.lower(): name for name in CATALOG}}


def create(name: str, channels: int, **options: OptionValue | Size) -> "nn.Module":
    """Build a module by its short name, (B, C, H, W) -> (B, C, H, W).

    Args:
        name: A key of `CATALOG`, in any case, or the name in print.
        channels: Channels of the map.
        options: Values of the entry's options; the authors' values are the defaults. The few
            entries that are built for one size of map (`sized`) also take `size=(height, width)`.

    Raises:
        UnknownModule: if the catalogue has no such name.
        UnknownOption: if the module has no such option.
        BadOption: if an option does not take the value.
        DoesNotFit: if the module does not take the channels, or needs a size.
    """
    entry = find(name)
    size = {"size": options.pop("size", None)} if entry.sized else {}
    entry.check_options(options)
    return entry.build(channels, **options, **size)
