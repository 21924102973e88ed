"""What counts as worse in one metric, as a section of a TOML file has it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

from pydantic import ConfigDict, Field

Share = Annotated[float, Field(strict=True, ge=0, lt=1, allow_inf_nan=False)]
"""0.03 is 3 %."""

Points = Annotated[float, Field(strict=True, ge=0, le=100, allow_inf_nan=False)]

Level = Annotated[float, Field(strict=True, gt=0, le=0.5, allow_inf_nan=False)]
"""Chance of an interval to leave out the truth."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExactRule:
    """Any change counts; there is nothing to set."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    def __str__(self) -> str:
        """As a report says it."""
        return "exact"


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputRule:
    """Equal within a tolerance."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    tolerance: Share = 1e-4
    """Largest difference, as a share of the largest number before."""

    def __str__(self) -> str:
        """As a report says it."""
        return f"equal within {self.tolerance:g} of the largest number"


@dataclass(frozen=True, slots=True, kw_only=True)
class MemoryRule:
    """A least effect, as a share of what it was before."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    minimum_effect: Share = 0.03
    rows: Mapping[str, Share] = field(default_factory=dict)
    """Rows that have another least effect."""

    def __str__(self) -> str:
        """As a report says it."""
        return f"at least {100 * self.minimum_effect:g} %"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreRule:
    """A least effect in points that a paired test over seeds has to show."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    minimum_effect: Points = 0.5
    rows: Mapping[str, Points] = field(default_factory=dict)
    """Rows that have another least effect."""
    level: Level = 0.05

    def __str__(self) -> str:
        """As a report says it."""
        return f"at least {self.minimum_effect:g} points at level {self.level:g}"


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeRule:
    """A least effect, as a share of the time before, that a test has to show."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    minimum_effect: Share = 0.03
    rows: Mapping[str, Share] = field(default_factory=dict)
    """Rows that have another least effect where both versions took turns."""
    level: Level = 0.01
    level_of_ok: Level = 0.05
    """Of the one-sided bound that lies below the least effect where a row is ok, in turns."""
    minimum_effect_across_sessions: Share = 0.1
    """Where they did not take turns: ratios to the baseline network drift between sessions."""

    def __str__(self) -> str:
        """As a report says it."""
        return (
            f"at least {100 * self.minimum_effect:g} % "
            f"({100 * self.minimum_effect_across_sessions:g} % across sessions) "
            f"at level {self.level:g}"
        )


Rule = ExactRule | OutputRule | MemoryRule | ScoreRule | TimeRule
