"""A column of a table: its fields, and what a format needs to know of them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from attnreport.text import printable

BREAKS = re.compile(r" (?=\()|(?<=,) |(?<!also) (?=at )")
"""Where a head goes on in the next line: before a bracket, behind a comma, and before `at`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """What a row shows in one column."""

    text: str
    is_best: bool = False
    """Whether the row is shown to be the best of the column."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One quantity of all rows."""

    name: str
    """What it is, without its unit."""
    unit: str = ""
    """Behind the name in brackets; empty where there is none."""
    fields: tuple[Field, ...]
    """One a row."""
    key: str = ""
    """What it can be chosen by; empty where it cannot be."""
    basis: str = ""
    """By what its best is known, such as `sizes by value`; empty where none is marked."""
    holds_words: bool = False
    """Words are set left, numbers right."""
    continues: bool = False
    """Whether it makes sense only beside the column on its left."""
    quantity: str = ""
    """What it shows in one of several ways, such as by one counter; empty where there is one."""
    stands_for: tuple["Column", ...] = ()
    """The columns that it is printed in place of, where these show the same in every row."""

    @property
    def head(self) -> str:
        """What stands above the fields."""
        return f"{self.name} ({self.unit})" if self.unit else self.name

    @property
    def head_lines(self) -> tuple[str, ...]:
        """The head on several lines: a table is as wide as its numbers, not as its heads."""
        head = printable(self.head)
        return tuple(BREAKS.sub("\n", head).split("\n"))


def word_column(
    name: str, texts: Iterable[str], *, key: str = "", continues: bool = False
) -> Column:
    """A column of words."""
    return Column(name=name, fields=plain(texts), key=key, holds_words=True, continues=continues)


def number_column(
    name: str, texts: Iterable[str], *, unit: str = "", key: str = "", continues: bool = False
) -> Column:
    """A column of numbers as text, none of which is the best."""
    return Column(name=name, unit=unit, fields=plain(texts), key=key, continues=continues)


def plain(texts: Iterable[str]) -> tuple[Field, ...]:
    """Fields of which none is the best."""
    return tuple(Field(text=text) for text in texts)
