"""The task of a plan."""

from attnbench.data.catalog import find_data
from attnbench.plan import Plan
from attnbench.tasks.classification import Classification
from attnbench.tasks.task import Task


def make_task(plan: Plan) -> Task:
    """What a plan's training cells learn: to classify the images of its data set."""
    return Classification(find_data(plan.data).load(), plan.recipe, plan.device)
