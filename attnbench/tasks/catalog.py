"""The task of a plan."""

from attnbench.data.catalog import data_of
from attnbench.data.feed import Order
from attnbench.plan import Plan
from attnbench.tasks.classification import Classification
from attnbench.tasks.task import Task


def make_task(plan: Plan) -> Task:
    """What a plan's training cells learn: to classify the images of its data set."""
    order = Order(recipe=plan.recipe, device=plan.device, limit=plan.limit, workers=plan.workers)
    return Classification(data_of(plan).feed(order), plan.recipe)
