"""An ablation: plans whose rows differ in their factors, and what was refused of them."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from attnbench.ablation.designs import Assignment
from attnbench.ablation.factor import Factor
from attnbench.ablation.labels import label_of
from attnbench.ablation.rows import plan_of, study_name, variant_of
from attnbench.errors import UnknownName, WrongUse
from attnbench.network.misfits import refuse_misfit
from attnbench.own.lookup import find
from attnbench.plan.plan import Plan
from attnbench.plan.variant import THE_BASELINE, Variant
from attnbench.tasks.sources import OpenedData
from attnreport.ablation import design as told
from attnzoo.option import value_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Ablation:
    """What is measured, and how its rows belong together."""

    module: str
    """Its short name."""

    plans: Mapping[str, Plan]
    """By the name of its study, the plan; the name is empty where there is one alone."""

    design: told.Design

    @property
    def digest(self) -> str:
        """A short name of the plans, apart from what a study may gain."""
        text = " ".join(f"{name}:{plan.digest()}" for name, plan in self.plans.items())
        return hashlib.sha256(text.encode()).hexdigest()[:10]


@dataclass(frozen=True, slots=True)
class _Row:
    point: told.Point
    variant: Variant
    plan: Plan


Report = Callable[[int, int], None]
"""Is told which row is looked at, of how many."""


def make_ablation(
    plan: Plan,
    module: Variant,
    factors: Sequence[Factor],
    assignments: Sequence[Assignment],
    report: Report,
) -> Ablation:
    """Sort the rows into plans, once it is known which of them can be built.

    Args:
        plan: What does not vary; its modules are left out.
        module: What is varied, with the options that stay.
        factors: What varies.
        assignments: The rows, from a design.
        report: Is told the progress.

    Raises:
        UnknownName: if a level names what is not there.
        WrongUse: if no row can be built.
    """
    rows, data = [], OpenedData()
    for number, levels in enumerate(assignments, start=1):
        report(number, len(assignments))
        rows.append(_row(plan, module, factors, levels, data))
    built = [row for row in rows if isinstance(row, _Row)]
    refused = tuple(row for row in rows if isinstance(row, told.Refusal))
    if all(row.variant.is_baseline for row in built):
        reasons = "; ".join(dict.fromkeys(each.reason for each in refused))
        raise WrongUse(f"nothing is left to measure: {reasons}; vary something else")
    return Ablation(
        module=module.module,
        plans=MappingProxyType(_plans(built)),
        design=told.Design(
            title=f"Ablation of {find(module.module).acronym}",
            factors=tuple(map(_told, factors)),
            points=tuple(row.point for row in built),
            refused=refused,
        ),
    )


def _row(
    plan: Plan,
    module: Variant,
    factors: Sequence[Factor],
    levels: Assignment,
    data: OpenedData,
) -> "_Row | told.Refusal":
    """One row, or why it cannot be built."""
    study = study_name(factors, levels)
    variant = variant_of(module, factors, levels)
    label = THE_BASELINE.module.capitalize()
    if not variant.is_baseline:
        label = label_of(module, factors, levels)
    try:
        own = plan_of(plan, factors, levels)
        refuse_misfit(own, data.of(own), variant)
    except UnknownName:
        raise
    except ValueError as error:
        where = f"{label} with {study}" if study else label
        return told.Refusal(label=where, reason=str(error))
    texts = {name: value_text(value) for name, value in levels.items()}
    point = told.Point(study=study, variant=str(variant), label=label, levels=texts)
    return _Row(point, variant, own)


def _plans(rows: Sequence[_Row]) -> dict[str, Plan]:
    """By study, its plan with the modules of all its rows."""
    modules: dict[str, list[Variant]] = {}
    for row in rows:
        if not row.variant.is_baseline:
            modules.setdefault(row.point.study, []).append(row.variant)
    plans = {row.point.study: row.plan for row in rows}
    return {
        study: replace(plans[study], modules=tuple(dict.fromkeys(names)))
        for study, names in modules.items()
    }


def _told(factor: Factor) -> told.Factor:
    return told.Factor(
        name=factor.name,
        levels=tuple(map(value_text, factor.levels)),
        reference=value_text(factor.reference),
    )
