"""The cells of a plan, and the part of the plan on which the numbers of each depend."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Literal

from attnbench.plan.plan import Plan, names_with
from attnbench.plan.recipe import Recipe
from attnbench.plan.role import Role
from attnbench.plan.variant import Variant


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
    """The speed of all variants and the null row, in one timing session."""

    variants: tuple[Variant, ...]
    kind: Literal["speed"] = field(default="speed", init=False)

    def __str__(self) -> str:
        return f"speed of {len(self.variants)} rows"


Cell = CostCell | TrainCell | SpeedCell

ROLES: Mapping[str, tuple[Role, ...]] = {
    "cost": (Role.NETWORK,),
    "speed": (Role.NETWORK, Role.RUNNING, Role.TIMING),
    "train": (Role.NETWORK, Role.RUNNING, Role.TRAINING),
}
"""The roles of the fields on which the numbers of each kind of cell depend."""

KINDS = tuple(ROLES)


def cells(plan: Plan) -> tuple[Cell, ...]:
    """Everything that a plan measures: sizes first, then speed, then training seed by seed."""
    training = plan.seeds if plan.recipe.epochs else ()
    return (
        *(CostCell(variant) for variant in plan.variants),
        SpeedCell(plan.variants),
        *(TrainCell(variant, seed) for seed in training for variant in plan.variants),
    )


def identity(plan: Plan, cell: Cell) -> Mapping[str, object]:
    """The part of a plan that a cell's numbers depend on, its module's code aside."""
    values = {name: getattr(plan, name) for name in names_with(*ROLES[cell.kind])}
    if "recipe" in values:
        values["recipe"] = _numbers_of(plan.recipe)
    if isinstance(cell, SpeedCell):
        return {**values, "cell": "speed", "rows": [str(variant) for variant in cell.variants]}
    return {**values, "cell": str(cell)}


def _numbers_of(recipe: Recipe) -> Mapping[str, object]:
    """The values of a recipe that numbers depend on: all but its name and its source."""
    values = asdict(recipe)
    return {name: value for name, value in values.items() if name not in ("name", "source")}
