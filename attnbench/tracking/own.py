"""A tracker of the user's own: a class of accelerate's kind in a Python file."""

from typing import TYPE_CHECKING

from accelerate.tracking import GeneralTracker

from attnbench.errors import WrongUse
from attnbench.own.file import load_from_file
from attnbench.tracking.kind import TrackerKind

if TYPE_CHECKING:
    from attnbench.tracking.run import TrackedRun
    from attnbench.tracking.sent import Sent


def own_tracker(name: str) -> TrackerKind:
    """The tracker that `file.py:Class` names.

    An object is made for each run, of the run's name and, if the class says
    `requires_logging_directory`, of the study's folder.

    Raises:
        WrongUse: if the file does not exist or fails, or the class is no tracker.
    """
    known = load_from_file(name)
    if not (isinstance(known, type) and issubclass(known, GeneralTracker)):
        raise WrongUse(
            f"must name a subclass of accelerate.tracking.GeneralTracker (got {name})",
            parameter="track",
        )

    def make(run: "TrackedRun", sent: "Sent") -> GeneralTracker:
        del sent
        folder = (str(run.study),) if getattr(known, "requires_logging_directory", False) else ()
        return known(run.name, *folder)

    return TrackerKind(name=name, make=make, fail=lambda tracker: tracker.finish())
