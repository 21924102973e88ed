"""A plan for a new study, or for one that is continued."""

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from attnbench.engine.timed_batch import sized_for_timing
from attnbench.environment import resolve_device, resolve_devices, resolve_precision
from attnbench.errors import WrongUse
from attnbench.injection.sites.table import check_site
from attnbench.network.backbone_names import check_backbone, check_stem
from attnbench.plan.plan import BACKBONE, Plan
from attnbench.plan.variant import Variant
from attnbench.planning.choices import Choices
from attnbench.planning.recipe import chosen_recipe
from attnbench.planning.task_choice import choose_task
from attnbench.study import Study
from attnbench.study_names import PLAN, study_places
from attnbench.tasks.sources import download, open_data
from attnbench.tasks.tasks import absolute_name, find_task


def plan_in(folder: Path | None, modules: Sequence[Variant], choices: Choices) -> Plan:
    """The plan of the study in a folder with what was said over it, or that of a new study.

    Args:
        folder: Of the study, if one was named.
        modules: The rows that were named.
        choices: What else was said.

    Raises:
        WrongUse: if a choice cannot be followed, or a new study has no modules.
    """
    if folder is not None and (folder / PLAN).exists():
        return continue_plan(Study.load(folder).plan, modules, choices)
    if not modules:
        raise WrongUse(
            "pass --modules, such as ema,ca,eca, or the --study to continue; see: attnbench list "
            "modules"
        )
    return make_plan(modules, choices)


def make_plan(modules: Sequence[Variant], choices: Choices) -> Plan:
    """The plan of a new study; what it needs is downloaded if that is wanted.

    Args:
        modules: The rows besides the baseline.
        choices: What was said.

    Raises:
        WrongUse: if a choice names something unknown, or does not go with another.
    """
    backbone = choices.backbone or BACKBONE
    check_backbone(backbone)
    check_stem(choices.stem or "timm")
    _check_sites(modules, choices)
    task = choose_task(choices.task, choices.head, backbone, choices.data)
    data, root = choices.data or task.kind.data, choices.data_root or ""
    recipe = chosen_recipe(task.kind.recipe, choices, task.kind)
    if choices.download:
        download(data, root, task.kind)
    source = open_data(data, root, recipe.image_size, task.kind)
    device = resolve_device(choices.device or "auto")
    ranks = resolve_devices(choices.devices, device)
    cores = os.cpu_count() or 1
    values: dict[str, Any] = {
        "modules": rows_of(modules, choices),
        "task": task.name,
        "head": task.head,
        "data": data,
        "recipe": recipe,
        "device": device,
        "devices": ranks,
        "precision": resolve_precision(choices.precision or recipe.precision, device),
        "workers": 0 if device == "cpu" else cores // ranks,
        "timing_threads": max(1, cores - 1),
        **_threads(choices),
        **choices.plain,
    }
    plan = Plan(**values)
    if choices.batch_size:
        return plan
    return sized_for_timing(plan, source, study_places())


def continue_plan(stored: Plan, modules: Sequence[Variant], choices: Choices) -> Plan:
    """The plan of a study that goes on, with what was said in place of what it holds.

    Args:
        stored: The plan of the study; whatever was not said is as it has it.
        modules: Rows that are added; none leaves the rows as they are.
        choices: What was said.

    Returns:
        A plan with all modules and seeds, the old ones first.

    Raises:
        WrongUse: if a choice names something unknown, or what a study cannot change.
    """
    _check_sites(modules, choices)
    kind = find_task(stored.task)
    values: dict[str, Any] = {
        "modules": rows_of(modules or stored.modules, choices),
        "recipe": chosen_recipe(stored.recipe, choices, kind),
        **_threads(choices),
        **choices.plain,
    }
    if choices.task is not None:
        values["task"] = absolute_name(choices.task)
    if choices.head is not None:
        values["head"] = choices.head
    device = stored.device if choices.device is None else resolve_device(choices.device)
    values["device"] = device
    if choices.devices is not None:
        values["devices"] = resolve_devices(choices.devices, device)
    if choices.precision is not None:
        values["precision"] = resolve_precision(choices.precision, device)
    grown = stored.merge(replace(stored, **values))
    if choices.download:
        download(grown.data, grown.data_root, kind)
    return grown


def rows_of(modules: Sequence[Variant], choices: Choices) -> tuple[Variant, ...]:
    """The modules, each starting as the identity if that was said."""
    if not choices.identity_at_start:
        return tuple(modules)
    return tuple(module.replaced(identity_at_start=True) for module in modules)


def _check_sites(modules: Sequence[Variant], choices: Choices) -> None:
    for site in (choices.site, *(module.site for module in modules)):
        if site is not None:
            check_site(site)


def _threads(choices: Choices) -> dict[str, int]:
    count = choices.threads
    return {} if count is None else {"threads": count, "timing_threads": count}
