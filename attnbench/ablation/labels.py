"""What a table calls the rows of an ablation: EMA_16 and EMA_no, as the EMA paper's Table 3."""

from collections.abc import Iterator, Sequence

from attnbench.ablation.designs import Assignment
from attnbench.ablation.factor import Factor
from attnbench.ablation.rows import stages_on
from attnbench.own.lookup import find
from attnbench.plan.variant import Variant
from attnzoo import Entry
from attnzoo.option import value_text


def label_of(module: Variant, factors: Sequence[Factor], levels: Assignment) -> str:
    """The name of one row, from the levels that its module has; the plan's are not in it."""
    entry = find(module.module)
    options = [factor for factor in factors if factor.scope == "option"]
    turned = [each for each in options if each.is_switch and levels[each.name] != each.default]
    values = [each for each in options if not each.is_switch]
    if turned:
        values = [each for each in values if levels[each.name] != each.default]
    name = module.label(entry.acronym) + _turned(turned, entry)
    if len(values) == 1:
        name += f"_{value_text(levels[values[0].name])}"
    elif values:
        listed = ",".join(f"{each.name}={value_text(levels[each.name])}" for each in values)
        name += f" ({listed})"
    return ", ".join((name, *_places(factors, levels)))


def _turned(switches: Sequence[Factor], entry: Entry) -> str:
    """What a row does without, or has besides; the only part that there is has no name."""
    if len(switches) == 1 and (switches[0].name,) == entry.parts:
        return "_no"
    off = [each.name for each in switches if each.default]
    on = [each.name for each in switches if not each.default]
    without = f" w/o {' and '.join(off)}" if off else ""
    return without + (f" with {' and '.join(on)}" if on else "")


def _places(factors: Sequence[Factor], levels: Assignment) -> Iterator[str]:
    for factor in factors:
        if factor.scope == "common":
            yield f"{factor.name}={value_text(levels[factor.name])}"
    stages = [factor for factor in factors if factor.scope == "stage"]
    there = stages_on(stages, levels)
    if stages and len(there) < len(stages):
        yield f"stages={'+'.join(map(str, there))}"
