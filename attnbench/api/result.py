"""What every function gives: an answer that prints, fits into a notebook, and has its numbers."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar

from attnbench.errors import UnknownName
from attnbench.lazy import lazy
from attnreport.formats import Format
from attnreport.tables.formats import FORMATS
from attnreport.tables.table import Table
from attnreport.text import printable

if TYPE_CHECKING:
    from matplotlib import pyplot as plt
    from matplotlib.axes import Axes
else:
    plt = lazy("matplotlib.pyplot")

WIDTH = 100
"""Columns of the line that stands for a result."""

Content = TypeVar("Content")


class Result(ABC):
    """What all results have in common: an answer, and one line that shows it."""

    @property
    @abstractmethod
    def answer(self) -> object:
        """What can be said; its text is a sentence."""

    def __repr__(self) -> str:
        line = printable(f"<{type(self).__name__}: {self.answer}")
        return f"{line if len(line) < WIDTH else f'{line[: WIDTH - 2]}…'}>"


def rendered(content: Content, form: str, formats: Mapping[str, Format[Content]]) -> str:
    """Something as text in one of its formats.

    Raises:
        UnknownName: if there is no such format.
    """
    if form not in formats:
        raise UnknownName("format", str(form), formats, "docs/numbers.md and docs/regression.md")
    return formats[form].render(content)


def table_text(tables: Sequence[Table], form: str) -> str:
    """Tables in one of the formats of `attnbench report --format`.

    Args:
        tables: Where a document holds one table alone, the first is taken.
        form: A name of `FORMATS`.

    Raises:
        UnknownName: if there is no such format.
    """
    holds_several = form not in FORMATS or FORMATS[form].holds_several
    return rendered(tables if holds_several else tables[:1], form, FORMATS)


def drawn(draw: Callable[["Axes"], None], axes: "Axes | None") -> "Axes":
    """Axes with a picture: those that are given, else those of a new figure.

    Args:
        draw: Draws it; if it raises, there is no new figure.
        axes: Where to draw.
    """
    if axes is not None:
        draw(axes)
        return axes
    figure, new = plt.subplots(layout="constrained")
    try:
        draw(new)
    except ValueError:
        plt.close(figure)
        raise
    return new
