"""The plan of a study: frozen, checked when made, stored as TOML."""

import hashlib
import json
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from typing import Annotated, Literal

import tomli_w
from pydantic import BeforeValidator, ConfigDict

from attnbench.errors import WrongUse
from attnbench.plan.fields import (
    Count,
    Mark,
    NotNegative,
    Positive,
    annotations,
    check_fields,
    make,
)
from attnbench.plan.recipe import PREFIX, SEE, Recipe
from attnbench.plan.role import CAN_CHANGE, Role, role_of
from attnbench.plan.session import variant_of
from attnbench.plan.variant import THE_BASELINE, Variant, parse_variant, parse_variants

Precision = Literal["fp32", "bf16", "fp16"]


def parsed_modules(modules: object) -> object:
    """Variants from what scripts and files say: a list such as `ema,ca`, or a text for each.

    A class, or a function that makes a module, stands for its name. What is none of these stays
    what it is.
    """
    if isinstance(modules, str):
        return parse_variants(modules)
    if isinstance(modules, Variant):
        return (modules,)
    if callable(modules):
        return (variant_of(modules),)
    return tuple(map(_row, modules)) if isinstance(modules, Sequence) else modules


def _row(row: object) -> object:
    if isinstance(row, str):
        return parse_variant(row)
    return variant_of(row) if callable(row) else row


LABELS = ("recipe.name", "recipe.source")
"""Values that follow from others, which say better what is different."""

BACKBONE = "resnet14-narrow"
"""The backbone where none is named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Everything that a study measures, with every choice resolved."""

    __pydantic_config__ = ConfigDict(use_attribute_docstrings=True)

    modules: Annotated[tuple[Variant, ...], BeforeValidator(parsed_modules), Role.ROWS]
    """The variants in the order of the rows; the baseline comes first without being named."""
    task: Annotated[str, Role.NETWORK, Mark.FIXED] = ""
    """What is learned; empty takes what the recipe is for."""
    head: Annotated[str, Role.NETWORK, Mark.FIXED] = ""
    """The head that completes the backbone for the task; empty where the backbone is complete."""
    backbone: Annotated[str, Role.NETWORK] = BACKBONE
    """A timm model, or a narrow one of attnbench."""
    stem: Annotated[str, Role.NETWORK] = "timm"
    """timm keeps the backbone's own stem; cifar replaces it by one for small images."""
    site: Annotated[str, Role.NETWORK] = "residual"
    """The site of modules that do not name one themselves."""
    data: Annotated[str, Role.NETWORK] = "digits"
    """The data set."""
    recipe: Annotated[Recipe, Role.RUNNING]
    """How to train."""
    seeds: Annotated[tuple[Count, ...], Role.ROWS] = (0, 1)
    """Seeds of the training runs of each row."""
    batch_size: Annotated[Positive, Role.TIMING] = 64
    """Images of one timed forward; the recipe has its own."""
    train_batch_size: Annotated[Count, Role.TIMING] = 0
    """Images of one timed training step; 0 takes the recipe's batch."""
    device: Annotated[str, Role.RUNNING] = "cpu"
    """The device that runs networks, such as cpu or cuda:0."""
    precision: Annotated[Precision, Role.RUNNING] = "fp32"
    """Precision of training and timing."""
    threads: Annotated[Positive, Role.TRAINING] = 1
    """CPU threads of a training cell."""
    timing_threads: Annotated[Positive, Role.TIMING] = 1
    """CPU threads of the speed cell; one fewer than cores keeps busy neighbours out."""
    rounds: Annotated[Positive, Role.TIMING] = 80
    """Most rounds of the speed cell; a slow network gets fewer."""
    limit: Annotated[Count, Role.TRAINING] = 0
    """Most training and most test images, evenly from all classes; 0 uses all."""
    weights: Annotated[str, Role.FILE] = ""
    """File of the pretrained weights that every row starts from; empty for none."""
    devices: Annotated[Positive, Role.TRAINING] = 1
    """GPUs, or processes on the CPU, that share the batches of a training cell."""
    data_root: Annotated[str, Role.NOTHING] = ""
    """Folder of the data sets that are not built in."""
    workers: Annotated[Count, Role.NOTHING] = 0
    """Processes that read image files for a training cell; 0 reads them in its own process."""
    checkpoint_minutes: Annotated[NotNegative, Role.NOTHING] = 2.0
    """Minutes between checkpoints."""
    checkpoint_epochs: Annotated[Positive, Role.NOTHING] = 10
    """Most epochs between checkpoints."""

    def __post_init__(self) -> None:
        """Check what can be checked without a network.

        Raises:
            WrongUse: if a field does not take its value, or two do not go together.
        """
        if isinstance(self.recipe, str):
            raise WrongUse(
                f"must be a Recipe, got {self.recipe!r}; those that have a name are in "
                "attnbench.RECIPES",
                parameter="recipe",
            )
        check_fields(self)
        if not self.task:
            object.__setattr__(self, "task", self.recipe.task)
        if self.recipe.precision not in ("auto", self.precision):
            raise WrongUse(
                f"must be the recipe's, {self.recipe.precision}, got {self.precision}; make them "
                "equal, or the recipe's auto",
                parameter="precision",
            )
        if not self.seeds or len(set(self.seeds)) < len(self.seeds):
            raise WrongUse(
                f"must name at least one, without repeats, got {list(self.seeds)}",
                parameter="seeds",
            )
        if not self.modules or len(set(self.variants)) < len(self.modules) + 1:
            raise WrongUse(
                "must name at least one, without repeats and without the baseline, got "
                f"{', '.join(map(str, self.modules)) or 'none'}",
                parameter="modules",
            )

    @property
    def timed_train_batch(self) -> int:
        """Images of one timed training step."""
        return self.train_batch_size or self.recipe.batch_size

    @property
    def variants(self) -> tuple[Variant, ...]:
        """The rows: the baseline, then the modules in their order."""
        return (THE_BASELINE, *self.modules)

    def to_toml(self, *, is_brief: bool = False) -> str:
        """The plan as text that `plan_from_toml` reads back.

        Args:
            is_brief: Whether to leave out what is off, which an earlier version may not know.
        """
        values = {**asdict(self), "modules": list(map(str, self.modules))}
        return tomli_w.dumps(_without_off(values) if is_brief else values)

    def digest(self) -> str:
        """A short name for what may not change while a study grows."""
        text = json.dumps(_fixed(asdict(self)), sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:10]

    def merge(self, other: "Plan") -> "Plan":
        """Another plan with the modules and seeds of this one before its own.

        Raises:
            WrongUse: if they differ in anything else that numbers depend on.
        """
        own, others = (dict(flat_values(_fixed(asdict(plan)))) for plan in (self, other))
        for name in sorted({**own, **others}, key=LABELS.__contains__):
            if own.get(name) != others.get(name):
                raise WrongUse(
                    f"holds {name}={own.get(name)}, not {others.get(name)}; a study grows only in "
                    "modules and seeds: name another folder",
                    parameter="study",
                )
        return replace(
            other,
            modules=tuple(dict.fromkeys((*self.modules, *other.modules))),
            seeds=tuple(sorted({*self.seeds, *other.seeds})),
        )


def plan_from_toml(text: str, name: str) -> Plan:
    """The plan in a text.

    Args:
        text: What `Plan.to_toml` gave.
        name: What to call the text in an error, such as its path.

    Raises:
        WrongUse: if the text is not a plan.
    """
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise WrongUse(
            f"{name} is not TOML: {error}; write it again, or use another one"
        ) from error
    try:
        recipe = values.get("recipe")
        if isinstance(recipe, dict):
            values["recipe"] = make(Recipe, recipe, SEE, PREFIX)
        return make(Plan, values, "attnbench compare --help")
    except WrongUse as error:
        raise WrongUse(f"{name} is not a plan: {error}") from error


def names_with(*roles: Role) -> list[str]:
    """The fields of a plan that have one of some roles."""
    return [name for name, annotation in annotations(Plan).items() if role_of(annotation) in roles]


def _without_off(values: Mapping[str, object]) -> dict[str, object]:
    """The values but for those that are empty or 0 by default too."""
    off = {field.name for field in fields(Plan) if field.default in ("", 0)}
    return {name: value for name, value in values.items() if value or name not in off}


def _fixed(values: Mapping[str, object]) -> dict[str, object]:
    """The values that a study keeps."""
    free = names_with(*CAN_CHANGE)
    return {name: value for name, value in values.items() if name not in free}


def flat_values(values: Mapping[str, object], of: str = "") -> Iterator[tuple[str, object]]:
    """Nested values by their full names, such as recipe.lr."""
    for name, value in values.items():
        if isinstance(value, Mapping):
            yield from flat_values(value, f"{of}{name}.")
        else:
            yield of + name, value
