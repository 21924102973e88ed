"""The seam between a training run and the tracker that shows it. Knows no torch."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from accelerate.tracking import GeneralTracker

    from attnbench.tracking.run import TrackedRun


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackerKind:
    """Everything about one kind of tracker."""

    name: str
    """As `--track` takes it."""
    make: "Callable[[TrackedRun], GeneralTracker]"
    """Makes accelerate's tracker of one run; it is not started yet."""
    fail: "Callable[[GeneralTracker], None]"
    """Ends a run that was told only a part, as one that failed where the tracker knows that."""
    package: str = ""
    """The module that must be installed; empty for none."""
