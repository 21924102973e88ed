"""How to train: what every task reads, and a place for the fields that only one task reads."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Annotated, Literal, TypeVar

from pydantic import ConfigDict, Field

from attnbench.errors import WrongUse
from attnbench.plan.fields import Count, Mark, NotNegative, Share, annotations, check_fields, make

PREFIX = "recipe."
"""Stands before the name of a recipe's field in errors and in the factors of an ablation."""

SEE = "attnbench list recipes quick"
"""Shows the fields of a recipe."""

IDENTITY = ("name", "source", "task", "options")
"""The fields that say what a recipe is, not how it trains."""

FieldValue = bool | int | float | str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecipeFields:
    """Fields of a recipe, each with bounds in its annotation and a docstring.

    A task derives from it the fields that it alone reads; the default of each must mean "off".
    """

    __pydantic_config__ = ConfigDict(use_attribute_docstrings=True)

    def __post_init__(self) -> None:
        """Check the fields.

        Raises:
            WrongUse: if one does not take its value.
        """
        check_fields(self, PREFIX)


TaskFields = TypeVar("TaskFields", bound=RecipeFields)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe(RecipeFields):
    """How a network is trained, the same for every row of a study."""

    name: Annotated[str, Mark.FIXED]
    """The name that tables print."""
    source: Annotated[str, Mark.FIXED] = ""
    """The origin of its numbers."""
    task: Annotated[str, Mark.FIXED]
    """The task that it is for."""
    epochs: Count
    """Passes over the training images; 0 measures size and speed only."""
    batch_size: Annotated[int, Field(ge=2)]
    """Images per step, over all devices."""

    optimizer: str
    """A name of timm's optimizer factory; there `sgd` is Nesterov's and `momentum` is not."""
    lr: Annotated[float, Field(gt=0)]
    """Peak learning rate."""
    momentum: NotNegative = 0.9
    """Momentum, for optimizers that have one."""
    weight_decay: NotNegative
    """Weight decay per step, times the learning rate."""
    decay_norms_and_biases: bool = False
    """Whether weight decay also pulls at norms and biases."""

    schedule: Literal["cosine", "step", "one-cycle", "polynomial"]
    """How the learning rate falls; one-cycle rises over the warm-up, then follows a cosine."""
    milestones: Annotated[tuple[Count, ...], Mark.FIXED] = ()
    """Epochs after which the schedule `step` multiplies the learning rate by `decay_rate`."""
    decay_rate: NotNegative = 0.1
    """Factor of the schedule `step`."""
    power: NotNegative = 0.9
    """Exponent of the schedule `polynomial`, which falls with every step."""
    warmup_epochs: Count = 0
    """Epochs over which the learning rate rises linearly from `warmup_lr`."""
    warmup_lr: NotNegative = 1e-5
    """Learning rate at the start of the warm-up."""
    warmup_bias_lr: NotNegative = 0.0
    """Learning rate of biases at the start of the warm-up; 0 starts them at `warmup_lr` too."""
    warmup_momentum: NotNegative = 0.0
    """Momentum at the start of the warm-up; 0 keeps `momentum` throughout."""
    min_lr: NotNegative = 0.0
    """Learning rate at the end of cosine, one-cycle and polynomial."""

    flip: Share = 0.0
    """Chance that a training image is mirrored."""

    averaging: Share = 0.0
    """Decay of the averaged weights, which are scored instead of the last ones; 0 for none."""
    sparsity: NotNegative = 0.0
    """Pull towards zero on the scales that a module names for it, as NAM does (its equation 4)."""
    zero_init_last: bool = False
    """Whether the last norm of each residual branch starts at zero, as in timm's ResNets."""
    validation_share: Share = 0.0
    """Share of the training images held out, the same from every class and in every row."""
    image_size: Count = 0
    """Side to which image files are resized; 0: the data's own: 224, boxes 640, masks up to 512."""

    precision: Annotated[Literal["auto", "fp32", "bf16", "fp16"], Mark.FIXED] = "auto"
    """auto: bf16 where the processor has it natively, else fp32; the plan says which it was."""
    channels_last: bool = True
    """Whether feature maps lie in memory with their channels last."""
    compile: bool = False
    """Whether torch.compile compiles the training network; its first steps take minutes."""

    options: Annotated[Mapping[str, FieldValue], Mark.FIXED] = field(
        default_factory=dict, hash=False
    )
    """The fields that only the recipe's task reads."""

    def __post_init__(self) -> None:
        """Check the fields, and that they go together.

        Raises:
            WrongUse: if one is out of range, or two do not go together.
        """
        RecipeFields.__post_init__(self)
        self._check_schedule()

    def _check_schedule(self) -> None:
        if (self.schedule == "step") != bool(self.milestones):
            raise WrongUse(
                f"and milestones do not go together (got {self.schedule} and "
                f"{list(self.milestones)}); use schedule=step with milestones, or neither",
                parameter="recipe.schedule",
            )
        if list(self.milestones) != sorted({*self.milestones}):
            raise WrongUse(
                f"must rise without repeats, got {list(self.milestones)}",
                parameter="recipe.milestones",
            )
        if self.epochs and self.warmup_epochs >= self.epochs:
            raise WrongUse(
                f"must be less than epochs={self.epochs}, got {self.warmup_epochs}",
                parameter="recipe.warmup_epochs",
            )
        for name in ("warmup_bias_lr", "warmup_momentum"):
            if getattr(self, name) and not self.warmup_epochs:
                raise WrongUse(
                    f"needs a warm-up (got {getattr(self, name)}); set warmup_epochs too, or "
                    f"{name}=0",
                    parameter=PREFIX + name,
                )

    def task_fields(self, kind: type[TaskFields]) -> TaskFields:
        """The fields of the recipe's task, at their defaults where the recipe does not say.

        Raises:
            WrongUse: if the recipe has a field that the task does not, or one out of range.
        """
        return make(kind, self.options, SEE, PREFIX)


def flat(recipe: Recipe) -> dict[str, FieldValue]:
    """All fields of a recipe by name, those of its task among them that it sets."""
    values = asdict(recipe)
    options = values.pop("options")
    return {**values, **options}


def recipe_of(values: Mapping[str, object]) -> Recipe:
    """A recipe from the values of `flat`; those that not every recipe has go to its task.

    Raises:
        WrongUse: if a field is missing, or one of every recipe does not take its value.
    """
    common = annotations(Recipe).keys() - {"options"}
    return make(
        Recipe,
        {
            **{name: value for name, value in values.items() if name in common},
            "options": {name: value for name, value in values.items() if name not in common},
        },
        SEE,
        PREFIX,
    )
