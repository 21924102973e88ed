"""The trackers by name. Reading the table loads no tracker and no torch."""

from collections.abc import Iterable
from importlib.util import find_spec
from typing import TYPE_CHECKING
from urllib.parse import quote

from attnbench.errors import UnknownName, WrongUse
from attnbench.lazy import lazy
from attnbench.own.file import names_a_file, require_file
from attnbench.study_names import TRACKING
from attnbench.tracking.kind import TrackerKind

if TYPE_CHECKING:
    from accelerate import tracking as accelerated
    from accelerate.tracking import GeneralTracker

    from attnbench.tracking import own
    from attnbench.tracking.run import TrackedRun
else:
    accelerated = lazy("accelerate.tracking")
    own = lazy("attnbench.tracking.own")

WANDB_SETTINGS = {"quiet": True, "console": "off", "x_disable_stats": True}
"""It is told of a run that is over: what this process prints and uses now is not of that run."""


def _tensorboard(run: "TrackedRun") -> "GeneralTracker":
    return accelerated.TensorBoardTracker(
        quote(run.variant, safe="()=,") + f"/seed-{run.seed}",
        run.study / TRACKING / "tensorboard",
        # Hides what an earlier run of this name has written.
        purge_step=0,
    )


def _wandb(run: "TrackedRun") -> "GeneralTracker":
    # Its projects do not take / \ # ? % and :.
    project = "".join(c if c.isalnum() or c in "-_." else "-" for c in run.project)
    return accelerated.WandBTracker(
        project, name=run.name, group=run.variant, settings=WANDB_SETTINGS
    )


def _mlflow(run: "TrackedRun") -> "GeneralTracker":
    return accelerated.MLflowTracker(run.project, run_name=run.name)


def _fail_wandb(tracker: "GeneralTracker") -> None:
    tracker.tracker.finish(exit_code=1)


def _fail_mlflow(tracker: "GeneralTracker") -> None:
    del tracker
    lazy("mlflow").end_run("FAILED")


TRACKERS: dict[str, TrackerKind] = {
    kind.name: kind
    for kind in (
        TrackerKind(
            name="tensorboard",
            package="tensorboard",
            make=_tensorboard,
            fail=lambda tracker: tracker.finish(),
        ),
        TrackerKind(name="wandb", package="wandb", make=_wandb, fail=_fail_wandb),
        TrackerKind(name="mlflow", package="mlflow", make=_mlflow, fail=_fail_mlflow),
    )
}
"""Every tracker that can be named."""


def check_trackers(names: Iterable[str]) -> None:
    """Check that trackers are known and installed, without loading one.

    Args:
        names: Keys of `TRACKERS`, or `file.py:Class` for a class of the user's own.

    Raises:
        UnknownName: if there is no such tracker.
        WrongUse: if one is not installed, or a file does not exist.
    """
    for name in names:
        if names_a_file(name):
            require_file(name)
        elif name not in TRACKERS:
            raise UnknownName("tracker", name, TRACKERS, "attnbench compare --help")
        elif find_spec(TRACKERS[name].package) is None:
            raise WrongUse(
                f"cannot be {name}: it is not installed; run: pip install 'attnbench[{name}]'",
                parameter="track",
            )


def read_trackers(names: Iterable[str]) -> tuple[TrackerKind, ...]:
    """The trackers of some names, without repeats.

    Args:
        names: Keys of `TRACKERS`, or `file.py:Class` for a class of the user's own.

    Raises:
        UnknownName: if there is no such tracker.
        WrongUse: if one is not installed, or a file does not give a tracker.
    """
    wanted = tuple(dict.fromkeys(names))
    check_trackers(wanted)
    return tuple(own.own_tracker(n) if names_a_file(n) else TRACKERS[n] for n in wanted)
