"""Names of the rows of an ablation: EMA_16 and EMA_no, as in the EMA paper's Table 3."""

from collections.abc import Iterator, Sequence

from attnbench.ablation.designs import Assignment
from attnbench.ablation.factor import Factor
from attnbench.ablation.rows import stages_on
from attnbench.own.lookup import find
from attnbench.plan.stages import stages_text
from attnbench.plan.variant import Variant
from attnzoo import Entry
from attnzoo.option import value_text


def label_of(module: Variant, factors: Sequence[Factor], levels: Assignment) -> str:
    """The name of one row, from the levels of its module; those of the plan are not in it."""
    entry = find(module.module)
    options = [factor for factor in factors if factor.scope == "option"]
    turned = [part for part in options if part.is_switch and levels[part.name] != part.default]
    values = [factor for factor in options if not factor.is_switch]
    if turned:
        values = [factor for factor in values if levels[factor.name] != factor.default]
    name = module.label(entry.acronym) + _turned(turned, entry)
    if len(values) == 1:
        name += f"_{value_text(levels[values[0].name])}"
    elif values:
        listed = ",".join(f"{factor.name}={value_text(levels[factor.name])}" for factor in values)
        name += f" ({listed})"
    return ", ".join((name, *_places(factors, levels)))


def _turned(switches: Sequence[Factor], entry: Entry) -> str:
    """The parts that a row lacks or adds; the only part of a module is not named."""
    if len(switches) == 1 and (switches[0].name,) == entry.parts:
        return "_no"
    off = [part.name for part in switches if part.default]
    on = [part.name for part in switches if not part.default]
    without = f" w/o {' and '.join(off)}" if off else ""
    return without + (f" with {' and '.join(on)}" if on else "")


def _places(factors: Sequence[Factor], levels: Assignment) -> Iterator[str]:
    for factor in factors:
        if factor.scope == "common":
            yield f"{factor.name}={value_text(levels[factor.name])}"
    stages = [factor for factor in factors if factor.scope == "stage"]
    chosen = stages_on(stages, levels)
    if stages and len(chosen) < len(stages):
        yield f"stages={stages_text(chosen)}"
