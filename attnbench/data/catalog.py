"""The data sets by name."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from attnbench.data import digits
from attnbench.data.images import Images
from attnbench.errors import UnknownName
from attnbench.meta import ImageSize


@dataclass(frozen=True, slots=True, kw_only=True)
class DataSource:
    """A data set, before it is loaded."""

    meaning: str
    size: ImageSize
    num_classes: int
    load: Callable[[], Images]


DATA: Mapping[str, DataSource] = {
    "digits": DataSource(
        meaning="real handwritten digits among distractors; embedded, no download",
        size=(3, digits.SIDE, digits.SIDE),
        num_classes=digits.NUM_CLASSES,
        load=digits.load,
    ),
}


def find_data(name: str) -> DataSource:
    """A data set by its name.

    Raises:
        UnknownName: if there is no such data set.
    """
    if name not in DATA:
        raise UnknownName("data", name, DATA, "attnbench list data")
    return DATA[name]
