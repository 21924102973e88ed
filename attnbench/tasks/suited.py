"""Which fields of a recipe images with boxes have a use for, and which ones images of classes."""

from collections.abc import Mapping

from attnbench.errors import WrongUse
from attnbench.plan.plan import Task
from attnbench.plan.recipe import Recipe

FOR_DETECTION = ("mosaic", "zoom", "shift", "hue", "saturation", "brightness")
"""Fields that only images with boxes have a use for."""
FOR_CLASSIFICATION = ("crop", "cutout", "rand_augment_ops", "mixup", "cutmix", "label_smoothing")
"""Fields that only images of classes have a use for."""
OF_ANOTHER_TASK: Mapping[Task, tuple[str, ...]] = {
    "classify": FOR_DETECTION,
    "detect": FOR_CLASSIFICATION,
}
LEARNED: Mapping[Task, str] = {"classify": "images with boxes", "detect": "images of classes"}
"""By task, what the fields of the other one are for."""


def refuse_unsuited(recipe: Recipe, task: Task, data: str) -> None:
    """Check that a recipe asks for nothing that would be passed over.

    Args:
        recipe: How images are augmented.
        task: Of the data set.
        data: Its name.

    Raises:
        WrongUse: if a field is for images of another task.
    """
    for field in OF_ANOTHER_TASK[task]:
        value = getattr(recipe, field)
        if value not in (0, "none"):
            nothing = "none" if isinstance(value, str) else 0
            raise WrongUse(
                f"{field}={value} of the recipe {recipe.name} is for {LEARNED[task]}, and {data} "
                f"is to {task}; pass {field}={nothing}, or take another recipe"
            )
