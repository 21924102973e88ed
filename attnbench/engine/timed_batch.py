"""How many images are timed at once: fewer of a network that would keep a CPU busy for minutes."""

from dataclasses import replace

from attnbench.cost.counters import REFERENCE
from attnbench.cost.macs import count_macs
from attnbench.data.source import DataSource
from attnbench.network.build import architecture_of, build_network, seeded
from attnbench.plan.plan import Plan

MOST_MACS = 32e9
"""Of one timed forward on a CPU: half a second or so of one core."""

FEWEST_TRAINED = 2
"""Batch norm cannot train on one image."""


def sized_for_timing(plan: Plan, source: DataSource) -> Plan:
    """The plan with the batches that its device can be timed with in a minute or so.

    They follow from the baseline's MACs, not from a timing, so that the same command always makes
    the same plan. A GPU gets the plan's own batches.

    Args:
        plan: Its batch sizes are the most that are timed.
        source: Its data set.
    """
    if plan.device != "cpu":
        return plan
    with seeded(0):
        baseline = build_network(architecture_of(plan, source.num_classes, source.size))
    macs = count_macs(REFERENCE, baseline, source.size).total()
    trained = fitting_batch(plan.recipe.batch_size, macs)
    return replace(
        plan,
        batch_size=fitting_batch(plan.batch_size, macs),
        train_batch_size=0 if trained == plan.recipe.batch_size else max(FEWEST_TRAINED, trained),
    )


def fitting_batch(most: int, macs: int) -> int:
    """The batch size itself if that many images are within `MOST_MACS`, else a power of two."""
    if most * macs <= MOST_MACS:
        return most
    return 2 ** max(0, int(MOST_MACS / macs).bit_length() - 1)
