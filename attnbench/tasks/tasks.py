"""The task of a plan."""

from attnbench.data.feed import Order
from attnbench.errors import WrongUse
from attnbench.plan.plan import Plan
from attnbench.tasks.classification.classification import Classification
from attnbench.tasks.classification.data.mixing import mixed
from attnbench.tasks.data_catalog import data_of
from attnbench.tasks.detection.detection import Detection
from attnbench.tasks.task import Task


def make_task(plan: Plan, *, device: str | None = None, rank: int = 0, ranks: int = 1) -> Task:
    """What a plan's training cells learn.

    Args:
        plan: Of the task, the data and the recipe.
        device: Where batches lie; None takes the plan's.
        rank: Which of the processes that share the batches this is.
        ranks: How many they are.

    Raises:
        WrongUse: if the data are of another task, or do not fit the recipe.
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
    if source.task != plan.task:
        raise WrongUse(
            f"task={plan.task} cannot be learned from {plan.data}, which is to {source.task}; "
            "take other data, see: attnbench list data"
        )
    if plan.task == "detect":
        return Detection(source.feed(order))
    return Classification(mixed(source.feed(order), plan.recipe, source.num_classes), plan.recipe)
