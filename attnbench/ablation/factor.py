"""A factor: one thing that an ablation varies, and the levels that it takes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from attnbench.errors import UnknownName
from attnbench.injection.sites.table import check_site
from attnbench.own.levels import different, option_levels, split_levels
from attnbench.plan.fields import checked_value, varied_fields
from attnbench.plan.module_name import of_name
from attnbench.plan.option_text import OptionValue, parse_value
from attnbench.plan.plan import Plan, names_with
from attnbench.plan.recipe import PREFIX, Recipe
from attnbench.plan.role import Role
from attnbench.plan.variant import COMMON, IDENTITY_AT_START, SITE
from attnbench.tasks.recipe_files import settings
from attnbench.tasks.tasks import find_task
from attnzoo import Entry

Scope = Literal["option", "common", "stage", "plan"]
"""An option of the module, one that every module has, a stage of the network, or the plan."""

STAGE = "stage"
"""Begins the name of a factor that says whether the module is in the stage of a number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Factor:
    """One thing that is varied, with its levels."""

    name: str
    """The name as it is typed: `groups`, `site`, `stage2`, `backbone`, `recipe.lr`."""

    levels: tuple[OptionValue, ...]

    default: OptionValue
    """The value where nothing is varied."""

    scope: Scope

    @property
    def center(self) -> OptionValue:
        """The level while other factors are varied: the default, or else the first level."""
        return self.default if self.default in self.levels else self.levels[0]

    @property
    def is_switch(self) -> bool:
        """Whether its levels are on and off."""
        return all(isinstance(level, bool) for level in self.levels)

    @property
    def reference(self) -> OptionValue:
        """The level against which others are compared: off for a switch, else the center."""
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


def check_sites(texts: Iterable[str]) -> None:
    """Refuse misspelt sites among what varies, before there is a plan.

    Args:
        texts: What was typed, each as for `read_factor`.

    Raises:
        WrongUse: if a text cannot be read, or a site is a named one misspelt.
    """
    for name, words in map(split_levels, texts):
        for site in words if name == SITE else ():
            check_site(site)


def read_factor(text: str, entry: Entry, plan: Plan) -> Factor:
    """A factor from a text such as `groups=16,32`, `site=residual,block` or `recipe.lr=0.01,0.1`.

    Args:
        text: What was typed.
        entry: The module that is varied.
        plan: Has the defaults of what is varied around the module.

    Raises:
        WrongUse: if the text cannot be read, or names nothing that can be varied.
        BadOption: if an option of the module does not take a level.
    """
    name, words = split_levels(text)
    if name in entry.options:
        option = entry.options[name]
        spelled = [str(of_name(entry.name, name, word)) for word in words]
        levels = option_levels(name, spelled, option)
        return Factor(name=name, levels=levels, default=option.default, scope="option")
    if name in COMMON:
        levels = different(name, words if name == SITE else map(parse_value, words))
        defaults: dict[str, OptionValue] = {SITE: plan.site, IDENTITY_AT_START: False}
        default = defaults.get(name)
        return Factor(name=name, levels=levels, default=default, scope="common")
    fields = _fields_around(plan)
    if name in fields:
        return _plan_factor(name, words, fields[name])
    known = [*entry.options, *COMMON, *fields]
    raise UnknownName(f"factor of {entry.name}", name, known, "attnbench ablate --help")


def _plan_factor(name: str, words: Sequence[str], field: "_Field") -> Factor:
    is_text = isinstance(field.value, str)
    levels = different(name, words if is_text else map(parse_value, words))
    for level in levels:
        checked_value(field.kind, name.removeprefix(PREFIX), level, field.prefix)
    return Factor(name=name, levels=levels, default=field.value, scope="plan")


@dataclass(frozen=True, slots=True)
class _Field:
    """A field of a plan, of its recipe or of its task's recipes, and its value."""

    kind: type
    value: OptionValue
    prefix: str


def _fields_around(plan: Plan) -> dict[str, _Field]:
    """The fields that can be varied by the names of their factors, such as `recipe.lr`."""
    task = find_task(plan.task)
    values = settings(plan.recipe, task)
    network = names_with(Role.NETWORK)
    fields = {
        name: _Field(Plan, str(getattr(plan, name)), "")
        for name in varied_fields(Plan)
        if name in network
    }
    for kind in (Recipe, task.recipe_fields):
        for name in varied_fields(kind):
            value = values[name]
            assert not isinstance(value, tuple)
            fields[PREFIX + name] = _Field(kind, value, PREFIX)
    return fields
