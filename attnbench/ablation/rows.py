"""The variant and the plan of one row, from its levels."""

from collections.abc import Sequence
from dataclasses import replace

from attnbench.ablation.designs import Assignment
from attnbench.ablation.factor import STAGE, Factor
from attnbench.plan.option_text import OptionValue
from attnbench.plan.plan import Plan
from attnbench.plan.recipe import PREFIX
from attnbench.plan.stages import stages_text
from attnbench.plan.variant import STAGES, THE_BASELINE, Variant
from attnbench.tasks.recipe_changes import changed_recipe
from attnbench.tasks.tasks import find_task
from attnzoo.option import value_text


def variant_of(module: Variant, factors: Sequence[Factor], levels: Assignment) -> Variant:
    """The variant of one row; the baseline where it is in no stage.

    Levels that are the defaults are left out, so that equal rows have equal texts.
    """
    options: dict[str, OptionValue] = dict(module.options)
    for factor in factors:
        if factor.scope in ("option", "common"):
            options[factor.name] = levels[factor.name]
            if levels[factor.name] == factor.default:
                del options[factor.name]
    stages = [factor for factor in factors if factor.scope == "stage"]
    chosen = stages_on(stages, levels)
    if stages and not chosen:
        return THE_BASELINE
    if len(chosen) < len(stages):
        options[STAGES] = stages_text(chosen)
    return Variant(module.module, tuple(options.items()))


def stages_on(factors: Sequence[Factor], levels: Assignment) -> list[int]:
    """The numbers of the stages that have the module."""
    return [int(factor.name.removeprefix(STAGE)) for factor in factors if levels[factor.name]]


def plan_of(plan: Plan, factors: Sequence[Factor], levels: Assignment) -> Plan:
    """The plan of one row, with its levels of what is varied around the module.

    Raises:
        WrongUse: if a field does not take the value.
    """
    varied = {factor.name: levels[factor.name] for factor in factors if factor.scope == "plan"}
    fields = {name: level for name, level in varied.items() if not name.startswith(PREFIX)}
    recipe = {
        name.removeprefix(PREFIX): level
        for name, level in varied.items()
        if name.startswith(PREFIX)
    }
    changed = changed_recipe(plan.recipe, recipe, find_task(plan.task))
    return replace(plan, recipe=changed, **fields)  # type: ignore[arg-type]  # by name


def study_name(factors: Sequence[Factor], levels: Assignment) -> str:
    """The name of a row's study; empty where all rows share one study."""
    varied = [factor for factor in factors if factor.scope == "plan"]
    return ",".join(f"{factor.name}={value_text(levels[factor.name])}" for factor in varied)
