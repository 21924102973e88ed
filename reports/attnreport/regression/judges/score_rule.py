"""What counts as worse in a score."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from attnreport.regression.rule import Amount, EffectRule, Level


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreRule(EffectRule):
    """A least effect in the score's unit that a paired test over seeds has to show."""

    minimum_effect: Amount = 0.5
    rows: Mapping[str, Amount] = field(default_factory=dict)
    """Rows that have another least effect."""
    level: Level = 0.05
    """Chance that any row of equal code is called worse, or better."""

    def __str__(self) -> str:
        """As a report says it."""
        return f"at least {self.minimum_effect:g} at level {self.level:g}"
