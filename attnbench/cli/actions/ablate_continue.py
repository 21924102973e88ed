"""The ablation that a folder holds, so that its name alone continues it."""

from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from attnbench.ablation.ablation import Ablation
from attnbench.ablation.folder import study_folders
from attnbench.plan.variant import Variant, parse_variant
from attnbench.planning.choices import Choices
from attnbench.planning.make import continue_plan
from attnbench.study import Study
from attnreport.ablation.design import Design

OF_ROWS = frozenset(
    (
        *("module", "vary", "groups", "cross_spatial", "sites", "stage_mask", "design"),
        "identity_at_start",
    )
)
"""Options that say which rows there are; if one is typed, it is another ablation."""


def continue_ablation(folder: Path, design: Design, choices: Choices) -> Ablation:
    """The rows of a folder's ablation, in plans with what was said over what they hold.

    Args:
        folder: Of the ablation.
        design: From it.
        choices: What was said.

    Raises:
        ValueError: of the kind that names what is missing or damaged, or what a study cannot
            change.
    """
    rows: dict[str, list[Variant]] = {}
    for point in design.points:
        variant = parse_variant(point.variant)
        if not variant.is_baseline:
            rows.setdefault(point.study, []).append(variant)
    plans = {}
    for name, place in study_folders(folder, rows).items():
        modules = tuple(dict.fromkeys(rows[name]))
        plan = continue_plan(Study.load(place).plan, modules, choices)
        plans[name] = replace(plan, modules=modules)
    (first, *_), *_ = rows.values()
    return Ablation(module=first.module, plans=MappingProxyType(plans), design=design)
