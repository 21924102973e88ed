"""The factors and rows of an ablation, from what was typed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from attnbench.ablation.ablation import Ablation, OnRow, make_ablation
from attnbench.ablation.designs import DESIGNS, Assignment, grid, grid_and_parts, one_at_a_time
from attnbench.ablation.factor import Factor, part_factors, read_factor, stage_factors
from attnbench.engine.known_rows import KnownRows
from attnbench.errors import UnknownName, WrongUse
from attnbench.lazy import lazy
from attnbench.own.levels import different
from attnbench.own.lookup import find
from attnbench.plan.plan import Plan
from attnbench.plan.stages import stages_text
from attnbench.plan.variant import STAGES, Variant
from attnbench.tasks.sources import open_data_of
from attnzoo import Entry

if TYPE_CHECKING:
    import torch

    from attnbench.injection import trace
    from attnbench.injection.sites import stage
    from attnbench.network import build
else:
    torch = lazy("torch")
    trace = lazy("attnbench.injection.trace")
    stage = lazy("attnbench.injection.sites.stage")
    build = lazy("attnbench.network.build")

EACH = "each"
"""The stage mask that makes a factor of every stage."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AblationRequest:
    """An ablation as it was typed."""

    vary: tuple[str, ...] = ()
    """Factors with their levels, such as `groups=16,32`."""
    stage_mask: str | None = None
    """A stage mask such as `1111,0011`, or `each`."""
    design: str | None = None
    """A key of `DESIGNS`; None takes the one that suits the factors."""


def read_ablation(
    plan: Plan,
    module: Variant,
    request: AblationRequest,
    on_row: OnRow = lambda _row, _rows: None,
    known: KnownRows | None = None,
) -> Ablation:
    """The ablation of a module; needs torch only for rows that are not known.

    Args:
        plan: Has what does not vary.
        module: The module, with the options that stay.
        request: What varies.
        on_row: Called before each row is tried.
        known: Rows that were built before; None for none.

    Raises:
        ValueError: of the kind that names what cannot be read or built.
    """
    entry = find(module.module)
    varied = [read_factor(text, entry, plan) for text in request.vary]
    if request.stage_mask is not None:
        _refuse_unclear_stages(varied, module)
        varied += _stage_mask(request.stage_mask, plan)
    _refuse_twice(varied, module)
    free = [part for part in part_factors(entry) if part.name not in dict(module.options)]
    factors, assignments = _designed(request.design, varied, free, entry)
    return make_ablation(plan, module, factors, assignments, on_row, known or KnownRows(()))


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
            f"must name what varies, as {entry.name} has no part to switch off, such as one of its "
            f"options: {options}",
            parameter="vary",
        )
    if design is not None:
        return factors, DESIGNS[design](factors)
    if not varied or any(factor.scope == "stage" for factor in varied):
        return factors, one_at_a_time(factors)
    if any(factor.scope != "option" for factor in varied):
        return factors, grid(factors)
    others = [part for part in parts if part.name not in {factor.name for factor in varied}]
    return [*varied, *others], grid_and_parts(varied, others)


def _refuse_twice(factors: Sequence[Factor], module: Variant) -> None:
    names = [factor.name for factor in factors]
    for name in names:
        if names.count(name) > 1:
            raise WrongUse(f"{name} is varied twice; give all its levels at once")
        if name in dict(module.options):
            raise WrongUse(f"{module} fixes {name}, which is varied too; leave one of them out")


def _refuse_unclear_stages(varied: Sequence[Factor], module: Variant) -> None:
    """A mask settles all stages, and those of one network only."""
    names = [factor.name for factor in varied]
    if module.stages is not None or STAGES in names:
        raise WrongUse("and stages are both given; leave one of them out", parameter="stage_mask")
    if "backbone" in names:
        raise WrongUse(
            "counts the stages of one backbone, but backbone is varied; run one ablation for each "
            "backbone",
            parameter="stage_mask",
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
        network = build.build_network(
            build.architecture_of(plan, source.num_classes, source.size), plan.weights
        )
    return len(stage.stage_hosts(network, trace.trace_network(network, source.size)))
