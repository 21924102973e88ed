"""An ablation: plans whose rows differ in the levels of their factors, and refused rows."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from attnbench.ablation.designs import Assignment
from attnbench.ablation.factor import Factor
from attnbench.ablation.labels import label_of
from attnbench.ablation.rows import plan_of, study_name, variant_of
from attnbench.engine.known_rows import KnownRows
from attnbench.errors import UnknownName, WrongUse
from attnbench.lazy import lazy
from attnbench.own.lookup import find
from attnbench.plan.plan import Plan
from attnbench.plan.variant import THE_BASELINE, Variant
from attnbench.tasks.sources import OpenedData
from attnreport.ablation import design as designs
from attnzoo.option import value_text

if TYPE_CHECKING:
    from attnbench.network import misfits
else:
    misfits = lazy("attnbench.network.misfits")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ablation:
    """The plans to measure, and the design of their rows."""

    module: str
    """Its short name."""

    plans: Mapping[str, Plan]
    """The plans by the names of their studies; the name is empty where there is only one."""

    design: designs.Design

    @property
    def digest(self) -> str:
        """A short name of the plans, leaving out what a study may gain."""
        text = " ".join(f"{name}:{plan.digest()}" for name, plan in self.plans.items())
        return hashlib.sha256(text.encode()).hexdigest()[:10]


@dataclass(frozen=True, slots=True)
class _Row:
    point: designs.Point
    variant: Variant
    plan: Plan


OnRow = Callable[[int, int], None]
"""Called with the number of the row that is being tried, and the number of rows."""


def make_ablation(
    plan: Plan,
    module: Variant,
    factors: Sequence[Factor],
    assignments: Sequence[Assignment],
    on_row: OnRow,
    known: KnownRows,
) -> Ablation:
    """Try which rows can be built, and sort those into plans.

    Args:
        plan: Has what does not vary; its modules are left out.
        module: The module that is varied, with the options that stay.
        factors: The factors that vary.
        assignments: The rows of a design.
        on_row: Called before each row is tried.
        known: Rows that were built before.

    Raises:
        UnknownName: if a level names what is not there.
        WrongUse: if no row can be built.
    """
    rows, data = [], OpenedData()
    for number, levels in enumerate(assignments, start=1):
        on_row(number, len(assignments))
        rows.append(_row(plan, module, factors, levels, data, known))
    built = [row for row in rows if isinstance(row, _Row)]
    refused = tuple(row for row in rows if isinstance(row, designs.Refusal))
    if all(row.variant.is_baseline for row in built):
        reasons = "; ".join(dict.fromkeys(refusal.reason for refusal in refused))
        raise WrongUse(f"nothing is left to measure: {reasons}; vary something else")
    return Ablation(
        module=module.module,
        plans=MappingProxyType(_plans(built)),
        design=designs.Design(
            title=f"Ablation of {find(module.module).acronym}",
            factors=tuple(map(_as_text, factors)),
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
    known: KnownRows,
) -> "_Row | designs.Refusal":
    """One row, or why it cannot be built."""
    study = study_name(factors, levels)
    variant = variant_of(module, factors, levels)
    label = THE_BASELINE.module.capitalize()
    if not variant.is_baseline:
        label = label_of(module, factors, levels)
    try:
        own = plan_of(plan, factors, levels)
        source = data.of(own)
        if not known.has(own, source, variant):
            misfits.refuse_misfit(own, source, variant)
    except UnknownName:
        raise
    except ValueError as error:
        where = f"{label} with {study}" if study else label
        return designs.Refusal(label=where, reason=str(error))
    texts = {name: value_text(value) for name, value in levels.items()}
    point = designs.Point(study=study, variant=str(variant), label=label, levels=texts)
    return _Row(point, variant, own)


def _plans(rows: Sequence[_Row]) -> dict[str, Plan]:
    """The plans by study, each with the modules of all its rows."""
    modules: dict[str, list[Variant]] = {}
    for row in rows:
        if not row.variant.is_baseline:
            modules.setdefault(row.point.study, []).append(row.variant)
    plans = {row.point.study: row.plan for row in rows}
    return {
        study: replace(plans[study], modules=tuple(dict.fromkeys(names)))
        for study, names in modules.items()
    }


def _as_text(factor: Factor) -> designs.Factor:
    return designs.Factor(
        name=factor.name,
        levels=tuple(map(value_text, factor.levels)),
        reference=value_text(factor.reference),
    )
