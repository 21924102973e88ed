"""What was asked of an ablation -> its factors and rows."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch

from attnbench.ablation.ablation import Ablation, Report, make_ablation
from attnbench.ablation.designs import DESIGNS, Assignment, grid, grid_and_parts, one_at_a_time
from attnbench.ablation.factor import Factor, part_factors, read_factor, stage_factors
from attnbench.errors import UnknownName, WrongUse
from attnbench.injection.sites.stage import stage_hosts
from attnbench.injection.stage_choice import stages_text
from attnbench.injection.trace import trace_network
from attnbench.network.build import architecture_of, build_network
from attnbench.own.levels import different
from attnbench.own.lookup import find
from attnbench.plan.plan import Plan
from attnbench.plan.variant import STAGES, Variant
from attnbench.tasks.sources import open_data_of
from attnzoo import Entry

EACH = "each"
"""The stage mask that makes a factor of every stage."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is to be varied, as it was typed."""

    vary: tuple[str, ...] = ()
    """Such as `groups=16,32`."""
    stage_mask: str | None = None
    """Such as `1111,0011`, or `each`."""
    design: str | None = None
    """A key of `DESIGNS`; None takes the one that suits what is varied."""


def _tell_nobody(_row: int, _rows: int) -> None:
    pass


def read_ablation(
    plan: Plan, module: Variant, wish: Wish, report: Report = _tell_nobody
) -> Ablation:
    """The ablation of a module.

    Args:
        plan: What does not vary.
        module: With the options that stay.
        wish: What varies.
        report: Is told which row is looked at, of how many.

    Raises:
        ValueError: of the kind that names what cannot be read or built.
    """
    entry = find(module.module)
    varied = [read_factor(text, entry, plan) for text in wish.vary]
    if wish.stage_mask is not None:
        _refuse_unclear_stages(varied, module)
        varied += _stage_mask(wish.stage_mask, plan)
    _refuse_twice(varied, module)
    free = [part for part in part_factors(entry) if part.name not in dict(module.options)]
    factors, assignments = _designed(wish.design, varied, free, entry)
    return make_ablation(plan, module, factors, assignments, report)


def _designed(
    design: str | None, varied: Sequence[Factor], parts: Sequence[Factor], entry: Entry
) -> tuple[list[Factor], list[Assignment]]:
    """The factors of a design, and its rows."""
    if design is not None and design not in DESIGNS:
        raise UnknownName("design", design, DESIGNS, "attnbench ablate --help")
    factors = list(varied or parts)
    if not factors:
        options = ", ".join(entry.options) or "none of its own; vary site, backbone or recipe.lr"
        raise WrongUse(
            f"{entry.name} has no part to switch off; say with --vary what is varied, such as one "
            f"of its options: {options}"
        )
    if design is not None:
        return factors, DESIGNS[design](factors)
    if not varied or any(factor.scope == "stage" for factor in varied):
        return factors, one_at_a_time(factors)
    if any(factor.scope != "option" for factor in varied):
        return factors, grid(factors)
    others = [part for part in parts if part.name not in {each.name for each in varied}]
    return [*varied, *others], grid_and_parts(varied, others)


def _refuse_twice(factors: Sequence[Factor], module: Variant) -> None:
    names = [factor.name for factor in factors]
    for name in names:
        if names.count(name) > 1:
            raise WrongUse(f"{name} is varied twice; give all its levels at once")
        if name in dict(module.options):
            raise WrongUse(f"{module} fixes {name}, which is varied too; leave one of them out")


def _refuse_unclear_stages(varied: Sequence[Factor], module: Variant) -> None:
    """A mask says all of the stages, and of one network."""
    names = [factor.name for factor in varied]
    if module.stages is not None or STAGES in names:
        raise WrongUse("the stages are given, and --stage-mask too; leave one of them out")
    if "backbone" in names:
        raise WrongUse(
            "--stage-mask counts the stages of one backbone, and backbone is varied; give each "
            "backbone an ablation of its own, with --backbone"
        )


def _stage_mask(text: str, plan: Plan) -> list[Factor]:
    """The factors of a stage mask: one for each stage, or one whose levels are masks."""
    count = _count_stages(plan)
    if text.strip() == EACH:
        return list(stage_factors(count))
    masks = [mask.strip() for mask in text.split(",")]
    for mask in masks:
        if len(mask) != count or set(mask) - set("01") or "1" not in mask:
            raise WrongUse(
                f"cannot read stage mask {mask!r}: {plan.backbone} has {count} stages; write one "
                f"digit for each, 1 with the module and 0 without, as {'1' * count} or "
                f"{'01'.rjust(count, '0')}, or {EACH}"
            )
    levels = different(STAGES, map(_stages_of, masks))
    return [Factor(name=STAGES, levels=levels, default=_stages_of("1" * count), scope="common")]


def _stages_of(mask: str) -> str:
    return stages_text([number for number, digit in enumerate(mask, start=1) if digit == "1"])


def _count_stages(plan: Plan) -> int:
    source = open_data_of(plan)
    with torch.device("meta"):
        network = build_network(
            architecture_of(plan, source.num_classes, source.size), plan.weights
        )
    return len(stage_hosts(network, trace_network(network, source.size)))
