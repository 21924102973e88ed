"""What a format of something is: a name on the command line, and how it is written."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

Content = TypeVar("Content")

CONSOLE = "console"
"""The format that is shown and never written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Format(Generic[Content]):
    """One way to give something, such as tables or a report."""

    suffix: str
    """What its files end in, without the dot."""
    meaning: str
    """What it is for, in a few words, for the help."""
    render: Callable[[Content], str]
    """The text of a document."""
