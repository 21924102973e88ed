"""What an ablation varies: its factors, the points that it measures, and what it had to refuse."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pydantic import TypeAdapter

from attnreport.record import AnyRecord
from attnreport.stored import read_stored

SCHEMA = 1
"""Version of the stored form; a reader refuses a newer one."""

Studies = Mapping[str, Sequence[AnyRecord]]
"""The records of each study, by the name that a design's points have for it."""

REMEDY = "run the ablation again to write it again"


class UnreadableDesign(ValueError):
    """A stored design that is damaged, or newer than this reader."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Factor:
    """Something that varies, such as an option of a module."""

    name: str
    levels: tuple[str, ...]
    reference: str
    """The level that the others are held against; off, where a part is on or off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One row of an ablation."""

    study: str
    """Names the group of records that holds the row; empty where there is one group."""
    variant: str
    label: str
    """The row's name in a table, such as EMA_16."""
    levels: Mapping[str, str]
    """By factor, the row's level."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A combination that cannot be measured."""

    label: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """An ablation, before anything of it is measured."""

    title: str
    factors: tuple[Factor, ...]
    points: tuple[Point, ...]
    refused: tuple[Refusal, ...] = ()
    schema_version: int = SCHEMA

    def __post_init__(self) -> None:
        """Check that every level is one of its factor's.

        Raises:
            UnreadableDesign: if one is not.
        """
        levels = {factor.name: factor.levels for factor in self.factors}
        used = [(factor.name, factor.reference) for factor in self.factors]
        used += [level for point in self.points for level in point.levels.items()]
        for name, level in used:
            if level not in levels.get(name, ()):
                known = ", ".join(levels.get(name, ())) or "none"
                raise UnreadableDesign(
                    f"factor {name} has no level {level!r}; its levels: {known}; {REMEDY}"
                )


_ADAPTER = TypeAdapter(Design)


def dump_design(design: Design) -> bytes:
    """The stored form of a design: JSON, indented, ending in a newline."""
    return _ADAPTER.dump_json(design, indent=1) + b"\n"


def load_design(text: bytes, name: str) -> Design:
    """The design stored in a text.

    Args:
        text: What `dump_design` gave.
        name: What to call the text in an error, such as its path.

    Raises:
        UnreadableDesign: if the text is damaged or of a newer schema.
    """
    return read_stored(
        text,
        name,
        _ADAPTER,
        kind="design",
        schema=SCHEMA,
        remedy=REMEDY,
        refusal=UnreadableDesign,
    )
