"""A table, shared by all formats."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from attnreport.record import RowCaution
from attnreport.tables.column import Column, Field

if TYPE_CHECKING:
    import pandas as pd  # slow to load, and the formats need its methods alone


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table with its conditions."""

    title: str
    columns: tuple[Column, ...]
    """All have the same number of fields."""
    notes: tuple[str, ...]
    """Sentences below the table: conditions, noise floor, cautions, failures."""
    frame: "pd.DataFrame"
    """The rows with exact numbers, for CSV and JSON."""
    lead: str = ""
    """What the table says, in a sentence or two; stands above it."""
    cautions: tuple[RowCaution, ...] = ()
    """What a reader should know before trusting a row; among the notes too."""

    @property
    def heads(self) -> tuple[str, ...]:
        """What stands above each column."""
        return tuple(column.head for column in self.columns)

    @property
    def rows(self) -> tuple[tuple[Field, ...], ...]:
        """The fields row by row."""
        return tuple(zip(*(column.fields for column in self.columns), strict=True))
