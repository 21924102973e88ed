"""What was asked: frozen, checked when made, TOML in and out. Knows no torch."""

import hashlib
import json
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Literal

import tomli_w
from pydantic import ConfigDict, TypeAdapter, ValidationError

from attnbench.errors import WrongUse, refuse_below
from attnbench.plan.recipe import Recipe, without_later_zeros
from attnbench.plan.recipes import RECIPES, first_problem
from attnbench.plan.variant import THE_BASELINE, Variant, parse_variant

Precision = Literal["fp32", "bf16", "fp16"]
Task = Literal["classify", "detect"]

TASK = ("task", "head")
"""Fields that say what is learned."""
GROWING = ("modules", "seeds")
"""What a study may gain later."""
FREE = ("data_root", "workers", "checkpoint_minutes", "checkpoint_epochs")
"""What no number depends on, so that it may differ from run to run; everything else must match."""

EXAMPLES = {"modules": "('ema', 'ca')", "seeds": "(0, 1, 2)"}
LEAST = {
    "batch_size": 1,
    "threads": 1,
    "timing_threads": 1,
    "rounds": 1,
    "devices": 1,
    "limit": 0,
    "workers": 0,
    "checkpoint_minutes": 0,
    "checkpoint_epochs": 1,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a study measures, with every choice resolved."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    modules: tuple[str, ...]
    """Variants as text, in the order of the rows; the baseline is always there besides."""
    task: Task = "classify"
    """What is learned."""
    head: str = ""
    """What makes the task's network of the backbone; empty where the backbone is all of it."""
    backbone: str = "resnet14-narrow"
    stem: str = "timm"
    site: str = "residual"
    data: str = "digits"
    recipe: Recipe = RECIPES["quick"]
    seeds: tuple[int, ...] = (0, 1)
    batch_size: int = 64
    """Images of one timed forward; the recipe has its own."""
    device: str = "cpu"
    precision: Precision = "fp32"
    threads: int = 1
    """CPU threads of one training cell."""
    timing_threads: int = 1
    """CPU threads of the speed cell: one fewer than cores keeps a busy neighbour out."""
    rounds: int = 80
    """Most rounds of the speed cell; a slow network gets fewer."""
    limit: int = 0
    """Most images of the training data, and of the test data, evenly of all classes; 0: all."""
    weights: str = ""
    """File of the pretrained weights that every row starts from; empty for none."""
    devices: int = 1
    """GPUs, or processes on the CPU, that share one training cell's batches."""
    data_root: str = ""
    """Folder in which data sets lie that are not embedded."""
    workers: int = 0
    """Processes that read image files for one training cell; 0 reads them in its own."""
    checkpoint_minutes: float = 2.0
    """A training cell is saved when so many minutes have passed since it was last,"""
    checkpoint_epochs: int = 10
    """or so many epochs."""

    def __post_init__(self) -> None:
        """Check what can be checked without a network.

        Raises:
            WrongUse: if a number is out of range, or a variant or seed is given twice.
        """
        for name in GROWING:
            if not isinstance(getattr(self, name), tuple):
                value = getattr(self, name)
                raise WrongUse(f"{name}={value!r} is no tuple; pass one, such as {EXAMPLES[name]}")
        refuse_below(self, LEAST)
        if self.recipe.precision not in ("auto", self.precision):
            raise WrongUse(
                f"precision={self.precision} is not the recipe's, {self.recipe.precision}; make "
                "them the same, or the recipe's auto"
            )
        if not self.seeds or min(self.seeds) < 0 or len(set(self.seeds)) < len(self.seeds):
            raise WrongUse(f"seeds={list(self.seeds)} must be different numbers of 0 or more")
        if not self.modules or len(set(self.variants)) < len(self.modules) + 1:
            raise WrongUse(f"modules={list(self.modules)} must be different, and at least one")

    @property
    def variants(self) -> tuple[Variant, ...]:
        """The rows: the baseline, then the modules in their order."""
        return (THE_BASELINE, *map(parse_variant, self.modules))

    def to_toml(self) -> str:
        """The plan as text that `plan_from_toml` reads back."""
        return tomli_w.dumps(asdict(self))

    def digest(self) -> str:
        """A short name for what may not change while a study grows."""
        free = (*GROWING, *FREE)
        values = _without_the_first_task(asdict(self))
        fixed = {name: value for name, value in values.items() if name not in free}
        fixed["recipe"] = without_later_zeros(asdict(self.recipe))
        return hashlib.sha256(json.dumps(fixed, sort_keys=True).encode()).hexdigest()[:10]

    def merge(self, other: "Plan") -> "Plan":
        """Another plan with the modules and seeds of this one before its own.

        Raises:
            WrongUse: if they differ in anything else.
        """
        difference = _first_difference(self, other)
        if difference is not None:
            name, mine, theirs = difference
            raise WrongUse(
                f"the study has {name}={mine}, not {theirs}; a study grows in modules and seeds "
                "alone: name another one with --study"
            )
        return replace(
            other,
            modules=tuple(dict.fromkeys((*self.modules, *other.modules))),
            seeds=tuple(sorted({*self.seeds, *other.seeds})),
        )


_ADAPTER = TypeAdapter(Plan)


def plan_from_toml(text: str, name: str) -> Plan:
    """The plan in a text.

    Args:
        text: What `Plan.to_toml` gave.
        name: What to call the text in an error, such as its path.

    Raises:
        WrongUse: if the text is no plan.
    """
    try:
        return _ADAPTER.validate_python(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise WrongUse(
            f"{name} is not TOML: {error}; write it again, or use another one"
        ) from error
    except ValidationError as error:
        raise WrongUse(f"{name} is no plan: {first_problem(error)}") from error


def _first_difference(one: Plan | Recipe, other: Plan | Recipe) -> tuple[str, str, str] | None:
    """What may not differ and does, as a name and two values; of recipes the field within."""
    for each in fields(one):
        mine, theirs = getattr(one, each.name), getattr(other, each.name)
        if mine == theirs or each.name in (*GROWING, *FREE):
            continue
        within = _first_difference(mine, theirs) if isinstance(mine, Recipe) else None
        if within is None:
            return each.name, str(mine), str(theirs)
        return f"{each.name}.{within[0]}", *within[1:]
    return None


@dataclass(frozen=True, slots=True)
class CostCell:
    """The sizes of one variant."""

    variant: Variant
    kind: Literal["cost"] = field(default="cost", init=False)

    def __str__(self) -> str:
        return f"cost {self.variant}"


@dataclass(frozen=True, slots=True)
class TrainCell:
    """One training run of one variant."""

    variant: Variant
    seed: int
    kind: Literal["train"] = field(default="train", init=False)

    def __str__(self) -> str:
        return f"train {self.variant} seed {self.seed}"


@dataclass(frozen=True, slots=True)
class SpeedCell:
    """The speed of all variants and the null row, in one sitting."""

    variants: tuple[Variant, ...]
    kind: Literal["speed"] = field(default="speed", init=False)

    def __str__(self) -> str:
        return f"speed of {len(self.variants)} rows"


Cell = CostCell | TrainCell | SpeedCell
KINDS = ("cost", "speed", "train")


def cells(plan: Plan) -> tuple[Cell, ...]:
    """Everything that a plan measures: sizes first, then speed, then training seed by seed."""
    training = plan.seeds if plan.recipe.epochs else ()
    return (
        *(CostCell(variant) for variant in plan.variants),
        SpeedCell(plan.variants),
        *(TrainCell(variant, seed) for seed in training for variant in plan.variants),
    )


def identity(plan: Plan, cell: Cell) -> Mapping[str, object]:
    """What of the plan a cell's numbers depend on, its module's code aside."""
    names = ("task", "head", "backbone", "stem", "site", "data")
    network = _without_the_first_task({name: getattr(plan, name) for name in names})
    if isinstance(cell, CostCell):
        return {**network, "cell": str(cell)}
    running = {
        **network,
        "device": plan.device,
        "precision": plan.precision,
        "recipe": _without_words(plan.recipe),
    }
    if isinstance(cell, SpeedCell):
        rows = [str(variant) for variant in cell.variants]
        timing = (plan.batch_size, plan.timing_threads, plan.rounds)
        return {**running, "cell": "speed", "rows": rows, "timing": timing}
    training = (plan.threads, plan.devices, plan.limit)
    return {**running, "cell": str(cell), "training": training}


def _without_the_first_task(values: Mapping[str, object]) -> dict[str, object]:
    """Values as they were named when classification was the only task, if it is this one."""
    is_first = values["task"] == "classify"
    return {name: v for name, v in values.items() if not (is_first and name in TASK)}


def _without_words(recipe: Recipe) -> Mapping[str, object]:
    """A recipe's numbers: what is called otherwise, or has another source, is the same recipe."""
    values = without_later_zeros(asdict(recipe))
    return {name: each for name, each in values.items() if name not in ("name", "source")}
