"""A factor: one thing that an ablation varies, and the levels that it takes."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Literal

from attnbench.errors import UnknownName, WrongUse
from attnbench.own.levels import different, option_levels, split_levels
from attnbench.plan.plan import Plan
from attnbench.plan.recipe import Recipe
from attnbench.plan.variant import COMMON, IDENTITY_AT_START, SITE, OptionValue, parse_value
from attnbench.tasks.recipe_files import settings
from attnbench.tasks.tasks import find_task
from attnzoo import Entry
from attnzoo.option import WORDS, value_text

Scope = Literal["option", "common", "stage", "plan"]
"""An option of the module, one that every module has, one stage of the network, or the plan."""

PLAN_FACTORS = ("backbone", "stem", "data")
"""What of a plan can be varied by name; and every field of its recipe, as `recipe.lr`."""

RECIPE = "recipe."
FIXED = ("name", "source", "task", "precision", "milestones", "options")
"""Fields of a recipe that cannot be varied: words, what the plan resolves, and lists."""

STAGE = "stage"
"""With the number of a stage behind it: whether the module is in that stage."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Factor:
    """One thing that is varied."""

    name: str
    """As it is typed: `groups`, `site`, `stage2`, `backbone`, `recipe.lr`."""

    levels: tuple[OptionValue, ...]

    default: OptionValue
    """The value where nothing is varied."""

    scope: Scope

    @property
    def center(self) -> OptionValue:
        """The level while other factors are varied: the default, or the first if it is none."""
        return self.default if self.default in self.levels else self.levels[0]

    @property
    def is_switch(self) -> bool:
        """Whether its levels are on and off alone."""
        return all(isinstance(level, bool) for level in self.levels)

    @property
    def reference(self) -> OptionValue:
        """The level that others are held against: off, so that an effect is what a part gives."""
        return False if self.is_switch and False in self.levels else self.center


def part_factors(entry: Entry) -> tuple[Factor, ...]:
    """The parts of a module that can be switched off."""
    return tuple(
        Factor(name=name, levels=(True, False), default=True, scope="option")
        for name in entry.parts
    )


def stage_factors(count: int) -> tuple[Factor, ...]:
    """Every stage of a network, with the module or without."""
    return tuple(
        Factor(name=f"{STAGE}{number}", levels=(True, False), default=True, scope="stage")
        for number in range(1, count + 1)
    )


def read_factor(text: str, entry: Entry, plan: Plan) -> Factor:
    """A factor from a text such as `groups=16,32`, `site=residual,block` or `recipe.lr=0.01,0.1`.

    Args:
        text: What was typed.
        entry: The module that is varied.
        plan: Its values are the defaults of what is varied around the module.

    Raises:
        WrongUse: if the text cannot be read, or names nothing that can be varied.
        BadOption: if an option of the module does not take a level.
    """
    name, words = split_levels(text)
    if name in entry.options:
        option = entry.options[name]
        levels = option_levels(name, words, option)
        return Factor(name=name, levels=levels, default=option.default, scope="option")
    if name in COMMON:
        levels = different(name, words if name == SITE else map(parse_value, words))
        defaults: dict[str, OptionValue] = {SITE: plan.site, IDENTITY_AT_START: False}
        default = defaults.get(name)
        return Factor(name=name, levels=levels, default=default, scope="common")
    if name in PLAN_FACTORS or name in _recipe_factors(plan):
        default = _plan_default(name, plan)
        levels = different(name, words if isinstance(default, str) else map(parse_value, words))
        _refuse_other_types(name, levels, default)
        return Factor(name=name, levels=levels, default=default, scope="plan")
    known = [*entry.options, *COMMON, *PLAN_FACTORS, *_recipe_factors(plan)]
    raise UnknownName(f"factor of {entry.name}", name, known, "attnbench ablate --help")


def _recipe_factors(plan: Plan) -> list[str]:
    task = find_task(plan.task)
    names = [field.name for kind in (Recipe, task.recipe_fields) for field in fields(kind)]
    return [f"{RECIPE}{name}" for name in names if name not in FIXED]


def _refuse_other_types(name: str, levels: Iterable[OptionValue], default: OptionValue) -> None:
    allowed = (int, float) if type(default) is float else (type(default),)
    for level in levels:
        if type(level) not in allowed:
            raise WrongUse(
                f"{name}={value_text(level)} is not of the kind that it is by default, "
                f"{value_text(default)}; pass {WORDS[type(default)]}"
            )


def _plan_default(name: str, plan: Plan) -> OptionValue:
    if name in PLAN_FACTORS:
        return str(getattr(plan, name))
    value = settings(plan.recipe, find_task(plan.task))[name.removeprefix(RECIPE)]
    assert not isinstance(value, tuple)
    return value
