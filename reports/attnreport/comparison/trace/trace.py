"""What a number of a table can be traced to."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from attnreport.record import AnyRecord


@dataclass(frozen=True, slots=True)
class Trace:
    """The raw data of one field."""

    records: Sequence[AnyRecord]
    """That the value is made of; empty where nothing was measured."""
    lines: Sequence[str]
    """The value, then what it is made of."""


NOT_MEASURED = Trace((), ())


@dataclass(frozen=True, slots=True, kw_only=True)
class TracedColumn:
    """A column whose fields can be traced."""

    name: str
    """As the frame has it, or shorter."""
    aliases: tuple[str, ...] = ()
    """What the tables call it."""
    trace: Callable[[str], Trace]
    """The raw data of the field of a variant."""
    is_counted: bool = True
    """Whether a counter may be why its value is what it is."""
