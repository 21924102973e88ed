"""What counts as worse in a time."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from attnreport.regression.rule import EffectRule, Level, Share


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeRule(EffectRule):
    """A least effect, as a share of the time before, that a test has to show."""

    minimum_effect: Share = 0.03
    rows: Mapping[str, Share] = field(default_factory=dict)
    """Rows that have another least effect where both versions took turns."""
    level: Level = 0.01
    level_of_ok: Level = 0.05
    """Chance that any look at a row says ok of a change of the least effect or more, in turns."""
    minimum_effect_across_sessions: Share = 0.1
    """Where they did not take turns: ratios to the baseline network drift between sessions."""

    def __str__(self) -> str:
        """As a report says it."""
        return (
            f"at least {100 * self.minimum_effect:g} % "
            f"({100 * self.minimum_effect_across_sessions:g} % across sessions) "
            f"at level {self.level:g}"
        )
