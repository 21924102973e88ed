"""A data set, before it is loaded."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from attnbench.data.feed import Feed, Order
from attnbench.meta import ImageSize
from attnbench.plan.plan import Task

ROOT = "data"
"""Where data sets lie if nobody says otherwise, in the current folder."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DataSource:
    """A data set by its name."""

    task: Task
    """What its images are to be learned for."""
    size: ImageSize
    """Of an image as the network gets it."""
    num_classes: int
    fingerprint: str
    """Digest of what the data set holds, so that changed data are not taken for the old ones."""
    prepare: Callable[[], object]
    """Does once what all cells of a process need.

    Raises:
        WrongUse: if the data are damaged.
    """
    feed: Callable[[Order], Feed]
    sheet: Callable[[], bytes]
    """Draws samples of both splits, as PNG."""
    class_names: tuple[str, ...] = ()
    """In the order of the class indices; empty where they have none."""
    notes: tuple[str, ...] = ()
    """What of the data was left out."""


def find_root(given: str) -> Path:
    """The folder in which data sets lie that are not embedded; `data` if none is given."""
    return Path(given or ROOT)
