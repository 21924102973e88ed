"""A column of a table: its fields, and what a format needs to know of them."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """What a row shows in one column."""

    text: str
    is_best: bool = False
    is_second: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One quantity of all rows."""

    name: str
    """What it is, without its unit."""
    unit: str = ""
    """Behind the name in brackets; empty where there is none."""
    fields: tuple[Field, ...]
    """One a row."""
    holds_words: bool = False
    """Words are set left, numbers right."""
    higher_is_better: bool | None = None
    """Which value is the best; None where no value is better than another."""
    continues: bool = False
    """Whether it makes sense only beside the column on its left."""

    @property
    def head(self) -> str:
        """What stands above the fields."""
        return f"{self.name} ({self.unit})" if self.unit else self.name


def word_column(name: str, texts: Iterable[str], *, continues: bool = False) -> Column:
    """A column of words."""
    return Column(name=name, fields=plain(texts), holds_words=True, continues=continues)


def number_column(
    name: str, texts: Iterable[str], *, unit: str = "", continues: bool = False
) -> Column:
    """A column of numbers as text, none of which is the best."""
    return Column(name=name, unit=unit, fields=plain(texts), continues=continues)


def plain(texts: Iterable[str]) -> tuple[Field, ...]:
    """Fields of which none is the best."""
    return tuple(Field(text=text) for text in texts)
