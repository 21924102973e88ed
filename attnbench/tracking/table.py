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
    from accelerate.tracking import GeneralTracker

    from attnbench.tracking import own, runs
    from attnbench.tracking.run import TrackedRun
    from attnbench.tracking.sent import Sent
else:
    own = lazy("attnbench.tracking.own")
    runs = lazy("attnbench.tracking.runs")

WANDB_SETTINGS = {"quiet": True, "console": "off", "x_disable_stats": True}
"""What this process prints and uses is not of one run."""


def _tensorboard(run: "TrackedRun", sent: "Sent") -> "GeneralTracker":
    return runs.TensorBoardRun(
        quote(run.variant, safe="()=,") + f"/seed-{run.seed}",
        run.study / TRACKING / "tensorboard",
        # Hides what an earlier run of this name has written from there on.
        purge_step=sent.epochs + 1 if sent.epochs else 0,
    )


def _wandb(run: "TrackedRun", sent: "Sent") -> "GeneralTracker":
    # Its projects do not take / \ # ? % and :.
    project = "".join(c if c.isalnum() or c in "-_." else "-" for c in run.project)
    return runs.WandBRun(
        project,
        name=run.name,
        group=run.variant,
        settings=WANDB_SETTINGS,
        id=sent.id or None,
        resume="allow" if sent.id else None,
        # Else a second run would end the first.
        reinit="create_new",
    )


def _mlflow(run: "TrackedRun", sent: "Sent") -> "GeneralTracker":
    return runs.MLflowRun(run.project, run_name=run.name, run_id=sent.id or None)


TRACKERS: dict[str, TrackerKind] = {
    kind.name: kind
    for kind in (
        TrackerKind(
            name="tensorboard",
            package="tensorboard",
            make=_tensorboard,
            fail=lambda tracker: tracker.finish(),
        ),
        TrackerKind(
            name="wandb",
            package="wandb",
            make=_wandb,
            fail=lambda tracker: tracker.fail(),
            id_of=lambda tracker: str(tracker.run.id),
        ),
        TrackerKind(
            name="mlflow",
            package="mlflow",
            make=_mlflow,
            fail=lambda tracker: tracker.fail(),
            id_of=lambda tracker: str(tracker.run_id),
        ),
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
