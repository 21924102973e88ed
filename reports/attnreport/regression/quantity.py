"""What a figure is of: its name, its unit, which way is better, and how it is written."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Self

from attnreport.record import ScoreKind
from attnreport.units import MISSING, measured_text, signed_percent_text, signed_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Tracking:
    """How a history looks for steps in the figures of a quantity."""

    is_exact: bool = False
    """Whether every change is a step, since the same code always gives the same figure."""
    least_amount: float = 0.0
    """What a level has to change by, in the figure's unit; 0 where a share is what counts."""
    is_of_machine: bool = False
    """Whether figures of two machines are never one series."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """One thing that is measured of a row; here a real number whose changes are shares of it."""

    name: str
    """The word by which users and rules name it."""
    title: str
    """In print."""
    meaning: str
    """What it is, in a few words."""
    unit: str
    """Unit of the figures as they are stored."""
    lower_is_better: bool = True
    score: ScoreKind | None = None
    """What the records say of a task's score; None for other quantities."""

    kind: ClassVar[str]
    """One word for all quantities that are judged alike."""
    judgement: ClassVar[str]
    """How they are judged, in a few words."""
    tracking: ClassVar[Tracking | None] = None
    """How a history follows them; None where it keeps none."""
    has_direction: ClassVar[bool] = True
    """Whether a change is one for the better or the worse by its sign."""
    is_timed: ClassVar[bool] = False
    """Whether they are times, of which another timing session says more."""

    def of(self, score: ScoreKind | None) -> Self:
        """The quantity with the unit and the direction of a score; itself where there is none."""
        if score is None:
            return self
        lower_is_better = not score.higher_is_better
        return replace(self, unit=score.unit, lower_is_better=lower_is_better, score=score)

    def title_with(self, detail: str) -> str:
        """The title with which of several values is meant: FLOPs (torch)."""
        return f"{self.title} ({detail})" if detail else self.title

    def value_texts(self, values: Sequence[float], *, is_of_ratio: bool) -> list[str]:
        """Figures that stand beside each other; a ratio is one to the baseline network."""
        return [f"{v:.3f}×" if is_of_ratio else measured_text(v, self.unit) for v in values]

    def figure_text(self, value: float, *, is_ratio: bool) -> str:
        """A figure by itself, where its head says that it is a ratio."""
        return f"{value:.3f}" if is_ratio else measured_text(value, self.unit)

    def change_text(self, change: float, before: float | None, after: float | None) -> str:
        """The size of a finding's change, here a share: +6.1 %."""
        del before, after
        return signed_percent_text(change)

    def interval_text(self, low: float, high: float) -> str:
        """The ends of the change's interval."""
        return f"[{100 * low:+.1f}, {100 * high:+.1f}]"

    def step_text(self, before: float, after: float) -> str:
        """By how much a level changed: +5.1 %."""
        return f"{signed_text(100 * (after / before - 1), 1)} %" if before else MISSING

    def share(self, change: float) -> float:
        """The size of a change beside those of other quantities."""
        return abs(change)
