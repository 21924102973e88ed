"""What counts as worse in one metric, as a section of a TOML file has it."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, ClassVar

from pydantic import ConfigDict, Field

Share = Annotated[float, Field(strict=True, ge=0, lt=1, allow_inf_nan=False)]
"""0.03 is 3 %."""

Amount = Annotated[float, Field(strict=True, ge=0, allow_inf_nan=False)]
"""In the unit of a score."""

Level = Annotated[float, Field(strict=True, gt=0, le=0.5, allow_inf_nan=False)]
"""Chance of an interval to leave out the truth."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule(ABC):
    """The thresholds of one metric; its fields are the keys of the section."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    @property
    def own_rows(self) -> Mapping[str, float]:
        """By row, a least effect that is not the metric's."""
        return {}

    def least_effect(self, row: str) -> float:
        """The least effect that counts in a row; 0 where any change does."""
        del row
        return 0.0

    @abstractmethod
    def __str__(self) -> str:
        """As a report says it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectRule(Rule):
    """A least effect, of all rows or of one."""

    minimum_effect: float
    rows: Mapping[str, float] = field(default_factory=dict)
    """Rows that have another least effect."""

    @property
    def own_rows(self) -> Mapping[str, float]:
        """By row, a least effect that is not the metric's."""
        return self.rows

    def least_effect(self, row: str) -> float:
        """The least effect that counts in a row."""
        return self.rows.get(row, self.minimum_effect)
