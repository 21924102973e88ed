"""What each task scores, and what its tables say below."""

from collections.abc import Mapping

from attnbench.plan.plan import Plan, Task
from attnreport.record import ScoreKind

SCORE_KINDS: Mapping[Task, tuple[ScoreKind, ...]] = {
    "classify": (
        ScoreKind(name="top1", head="Top-1"),
        ScoreKind(name="top5", head="Top-5"),
    ),
    "detect": (
        ScoreKind(name="map50", head="mAP (0.5)"),
        ScoreKind(name="map50_95", head="mAP (0.5:0.95)"),
        ScoreKind(name="map_small", head="mAP small"),
        ScoreKind(name="map_medium", head="mAP medium"),
        ScoreKind(name="map_large", head="mAP large"),
    ),
}
"""By task, the headline first."""

DETECTOR_NOTE = (
    "Sizes and times are of the whole detector, from the image to its raw predictions: decoding "
    "boxes and suppressing duplicates are not included."
)
PROXIES = ("digits", "digit-boxes")
"""Data sets that come with the tool."""


def score_kinds_of(task: Task) -> tuple[ScoreKind, ...]:
    """The scores of a task, the headline first."""
    return SCORE_KINDS[task]


def task_notes_of(plan: Plan) -> tuple[str, ...]:
    """What every table of a plan's task and data says below."""
    proxy = (
        f"{plan.data} is a small proxy task: it shows that a module trains, not that it wins on "
        "photographs; most modules cannot be told apart on it."
    )
    return (
        *([DETECTOR_NOTE] if plan.task == "detect" else []),
        *([proxy] if plan.data in PROXIES else []),
    )
