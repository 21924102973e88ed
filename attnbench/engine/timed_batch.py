"""How many images are timed at once: fewer of a network that would keep a CPU busy for minutes.

Loads torch only to count a network that no study knows.
"""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from attnbench.cost.counters import REFERENCE
from attnbench.data.source import DataSource
from attnbench.engine.stored_macs import stored_macs
from attnbench.lazy import lazy
from attnbench.plan.plan import Plan

if TYPE_CHECKING:
    from attnbench.cost import macs as counting
    from attnbench.network import build
else:
    counting = lazy("attnbench.cost.macs")
    build = lazy("attnbench.network.build")

MOST_MACS = 32e9
"""Of one timed forward on a CPU: half a second or so of one core."""

FEWEST_TRAINED = 2
"""Batch norm cannot train on one image."""


def sized_for_timing(plan: Plan, source: DataSource, studies: Iterable[Path] = ()) -> Plan:
    """The plan with the batches that its device can be timed with in a minute or so.

    They follow from the baseline's MACs, not from a timing, so that the same command always makes
    the same plan. A GPU gets the plan's own batches.

    Args:
        plan: Its batch sizes are the most that are timed.
        source: Its data set.
        studies: Folders of studies that may have counted the baseline before.
    """
    if plan.device != "cpu":
        return plan
    macs = stored_macs(plan, source, studies) or _counted_macs(plan, source)
    trained = fitting_batch(plan.recipe.batch_size, macs)
    return replace(
        plan,
        batch_size=fitting_batch(plan.batch_size, macs),
        train_batch_size=0 if trained == plan.recipe.batch_size else max(FEWEST_TRAINED, trained),
    )


def _counted_macs(plan: Plan, source: DataSource) -> int:
    """The MACs of the baseline, built for it."""
    architecture = build.architecture_of(plan, source.num_classes, source.size)
    with build.seeded(0):
        baseline = build.build_network(architecture)
    return counting.count_macs(REFERENCE, baseline, source.size).total()


def fitting_batch(most: int, macs: int) -> int:
    """The batch size itself if that many images are within `MOST_MACS`, else a power of two."""
    if most * macs <= MOST_MACS:
        return most
    return 2 ** max(0, int(MOST_MACS / macs).bit_length() - 1)
