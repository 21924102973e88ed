"""The levels of one row -> the variant and the plan that have them."""

from collections.abc import Sequence
from dataclasses import replace

from attnbench.ablation.designs import Assignment
from attnbench.ablation.factor import RECIPE, STAGE, Factor
from attnbench.plan.plan import Plan
from attnbench.plan.variant import STAGES, THE_BASELINE, OptionValue, Variant
from attnbench.tasks.recipe_files import changed_recipe
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
    there = stages_on(stages, levels)
    if stages and not there:
        return THE_BASELINE
    if len(there) < len(stages):
        options[STAGES] = "+".join(map(str, there))
    return Variant(module.module, tuple(options.items()))


def stages_on(factors: Sequence[Factor], levels: Assignment) -> list[int]:
    """The numbers of the stages that have the module."""
    return [int(each.name.removeprefix(STAGE)) for each in factors if levels[each.name]]


def plan_of(plan: Plan, factors: Sequence[Factor], levels: Assignment) -> Plan:
    """The plan of one row, what is varied around the module replaced.

    Raises:
        WrongUse: if a field does not take the value.
    """
    varied = [factor for factor in factors if factor.scope == "plan"]
    fields = {each.name: levels[each.name] for each in varied if not each.name.startswith(RECIPE)}
    recipe = {
        each.name.removeprefix(RECIPE): levels[each.name]
        for each in varied
        if each.name.startswith(RECIPE)
    }
    changed = changed_recipe(plan.recipe, recipe, find_task(plan.task))
    return replace(plan, recipe=changed, **fields)  # type: ignore[arg-type]  # by name


def study_name(factors: Sequence[Factor], levels: Assignment) -> str:
    """What the study of a row is called among several; empty where only one is needed."""
    varied = [factor for factor in factors if factor.scope == "plan"]
    return ",".join(f"{each.name}={value_text(levels[each.name])}" for each in varied)
