"""The seam between a training run and the tracker that shows it. Knows no torch."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from accelerate.tracking import GeneralTracker

    from attnbench.tracking.run import TrackedRun
    from attnbench.tracking.sent import Sent


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackerKind:
    """Everything about one kind of tracker. Several of its runs may be open at once."""

    name: str
    """As `--track` takes it."""
    make: "Callable[[TrackedRun, Sent], GeneralTracker]"
    """Makes accelerate's tracker of one run, which is not started yet. If an earlier command has
    sent a part of the run, it continues that."""
    fail: "Callable[[GeneralTracker], None]"
    """Ends a run that was told only a part, as one that failed where the tracker knows that."""
    id_of: "Callable[[GeneralTracker], str]" = lambda _: ""
    """The tracker's own name of a started run, by which it can be continued; empty for none."""
    package: str = ""
    """The module that must be installed; empty for none."""
