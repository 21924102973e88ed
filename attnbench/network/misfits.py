"""Whether the rows of a plan can be built: tried without weights, before anything is measured."""

from collections.abc import Mapping

import torch

from attnbench.data.source import DataSource
from attnbench.network.build import build_row
from attnbench.network.other_sizes import refuse_other_sizes
from attnbench.plan.plan import Plan
from attnbench.plan.variant import THE_BASELINE, Variant
from attnbench.tasks.tasks import find_task, refuse_other_network


def refuse_misfits(plan: Plan, source: DataSource) -> None:
    """Build every row without weights, so that misfits are refused early.

    Raises:
        ValueError: of the kind that names the unknown name, the misfit or the place.
    """
    for variant in plan.variants:
        refuse_misfit(plan, source, variant)


def refuse_misfit(plan: Plan, source: DataSource, variant: Variant) -> None:
    """Build one row without weights.

    Raises:
        ValueError: of the kind that names the unknown name, the misfit or the place.
    """
    refuse_other_network(plan.backbone, find_task(plan.task))
    with torch.device("meta"):
        network = build_row(plan, source, variant, seed=0)
    name = plan.backbone if variant.is_baseline else f"{plan.backbone} with {variant}"
    refuse_other_sizes(network, name, source.other_sizes(plan.recipe))


def misfits(plan: Plan, source: DataSource) -> Mapping[Variant, str]:
    """By row that cannot be built, why.

    Raises:
        ValueError: of the kind that names what is wrong, if the baseline cannot be built.
    """
    refuse_misfit(plan, source, THE_BASELINE)
    reasons = {variant: _why_not(plan, source, variant) for variant in plan.modules}
    return {row: reason for row, reason in reasons.items() if reason is not None}


def _why_not(plan: Plan, source: DataSource, variant: Variant) -> str | None:
    try:
        refuse_misfit(plan, source, variant)
    except ValueError as error:
        return str(error)
    return None
