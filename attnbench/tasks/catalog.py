"""The task of a plan."""

from torch import nn

from attnbench.data.catalog import data_of
from attnbench.data.feed import Order
from attnbench.data.mixing import mixed
from attnbench.plan import Plan
from attnbench.tasks.classification import Classification
from attnbench.tasks.task import Task


def network_for(plan: Plan, backbone: nn.Module) -> nn.Module:
    """What a plan's training cells train, around the backbone; needs no data."""
    del plan
    return Classification.network(backbone)


def make_task(plan: Plan, *, device: str | None = None, rank: int = 0, ranks: int = 1) -> Task:
    """What a plan's training cells learn: to classify the images of its data set.

    Args:
        plan: Of the data and the recipe.
        device: Where batches lie; None takes the plan's.
        rank: Which of the processes that share the batches this is.
        ranks: How many they are.
    """
    order = Order(
        recipe=plan.recipe,
        device=device or plan.device,
        limit=plan.limit,
        workers=plan.workers,
        rank=rank,
        ranks=ranks,
    )
    source = data_of(plan)
    return Classification(mixed(source.feed(order), plan.recipe, source.num_classes), plan.recipe)
