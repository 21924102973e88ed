"""What an entry of the table of pictures says."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

Form = Literal["png", "svg"]
FORMS: tuple[Form, ...] = ("png", "svg")

Of = Literal["study", "history"]
"""What is drawn: a `StudyFolder`, or the `Timeline` of a history."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One picture, or one for each part of what is drawn."""

    shows: str
    """What can be seen, for the help: `for an ablation, the effect of each factor`."""
    of: Of
    applies: Callable[[Any], bool]
    """Whether there is something to draw."""
    draw: Callable[[Any, Form], Iterator[tuple[str, bytes]]]
    """Gives file names and contents."""
    forms: tuple[Form, ...] = FORMS
    is_beside_tables: bool = False
    """Whether it is drawn wherever tables are written, because it needs nothing but the records."""
