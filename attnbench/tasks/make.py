"""What the training cells of a plan learn: its task, on its data."""

from attnbench.data.feed import Order
from attnbench.data.source import DataSource
from attnbench.plan.plan import Plan
from attnbench.tasks.tasks import find_task
from attnbench.training.task import Task


def make_task(
    plan: Plan,
    source: DataSource,
    *,
    device: str | None = None,
    rank: int = 0,
    ranks: int = 1,
) -> Task:
    """What a plan's training cells learn.

    Args:
        plan: Names the task and the recipe.
        source: The plan's data set.
        device: Where batches lie; None takes the plan's.
        rank: Which of the processes that share the batches this is.
        ranks: How many they are.

    Raises:
        WrongUse: if the data do not fit the recipe.
    """
    order = Order(
        recipe=plan.recipe,
        device=device or plan.device,
        limit=plan.limit,
        workers=plan.workers,
        rank=rank,
        ranks=ranks,
    )
    return find_task(plan.task).make(source, order)
