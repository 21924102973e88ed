"""What was typed -> a plan with every choice resolved."""

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import typer

from attnbench.cli.options import read_seeds, refuse_beside, typed_options
from attnbench.cli.plan_options import PlanOptions
from attnbench.cli.task_choice import choose_task
from attnbench.environment import resolve_device, resolve_devices, resolve_precision
from attnbench.errors import WrongUse
from attnbench.own.lookup import find
from attnbench.plan.plan import Plan, plan_from_toml
from attnbench.plan.variant import Variant, parse_variants
from attnbench.tasks.recipe_files import read_recipe
from attnbench.tasks.sources import download as download_data
from attnbench.tasks.sources import open_data
from attnzoo import CATALOG

BESIDE_PLAN = (
    *("plan", "study", "executor", "parallel", "formats", "output", "dry_run"),
    *("max_latency", "max_params", "max_macs", "max_memory", "show_optimism"),
)
"""The options that may stand beside --plan."""


ALL = "all"
"""In place of a list of modules: every one of the catalogue that fits."""


def make_plan(asked: PlanOptions, variants: Sequence[Variant]) -> Plan:
    """The plan of a study; what it needs is downloaded if that is wanted.

    Args:
        asked: What was typed.
        variants: The rows besides the baseline.

    Raises:
        WrongUse: if an option cannot be read, or names what is not there.
    """
    task = choose_task(asked.task, asked.head, asked.backbone, asked.data)
    data = asked.data or task.kind.data
    chosen = read_recipe(asked.recipe or task.kind.recipe, task.kind)
    if asked.precision is not None:
        chosen = replace(chosen, precision="auto")
    if asked.epochs is not None:
        chosen = replace(chosen, epochs=asked.epochs)
    if asked.download:
        download_data(data, asked.data_root, task.kind)
    open_data(data, asked.data_root, chosen.image_size, task.kind)
    there = resolve_device(asked.device)
    ranks = resolve_devices(asked.devices, there)
    cores = os.cpu_count() or 1
    by_default = 0 if there == "cpu" else cores // ranks
    return Plan(
        modules=tuple(_as_asked(variant, asked) for variant in variants),
        backbone=asked.backbone,
        stem=asked.stem,
        site=asked.site,
        task=task.name,
        head=task.head,
        data=data,
        data_root=asked.data_root,
        limit=asked.limit,
        weights=asked.weights,
        recipe=chosen,
        seeds=read_seeds(asked.seeds),
        batch_size=asked.batch_size,
        device=there,
        precision=resolve_precision(asked.precision or chosen.precision, there),
        devices=ranks,
        workers=by_default if asked.workers is None else asked.workers,
        checkpoint_minutes=asked.checkpoint_minutes,
        checkpoint_epochs=asked.checkpoint_epochs,
        threads=1 if asked.threads is None else asked.threads,
        timing_threads=max(1, cores - 1) if asked.threads is None else asked.threads,
    )


def _as_asked(variant: Variant, asked: PlanOptions) -> Variant:
    return variant.replaced(identity_at_start=True) if asked.identity_at_start else variant


def read_modules(text: str | None) -> tuple[Variant, ...]:
    """The variants of a list such as `ema(groups=16),ca`, each known and with known options.

    `all` is every module of the catalogue, with its authors' options.

    Raises:
        WrongUse: if there is no text, or it names what is not there.
    """
    if text is None:
        raise WrongUse(
            "no modules are given; pass --modules ema,ca,eca; see: attnbench list modules"
        )
    if text == ALL:
        return tuple(map(Variant, CATALOG))
    variants = parse_variants(text)
    if any(variant.module == ALL for variant in variants):
        raise WrongUse(f"{text!r} names {ALL} and more; pass --modules {ALL} alone, or names")
    for variant in variants:
        check(variant)
    return variants


def check(variant: Variant) -> None:
    """Refuse a module or an option that there is not, long before a network is built.

    Raises:
        UnknownName: if there is no such module.
        UnknownOption: if the module has no such option.
        BadOption: if an option does not take the value.
    """
    find(variant.module).check_options(variant.module_options)


def read_plan(file: Path, context: typer.Context) -> Plan:
    """A stored plan.

    Raises:
        WrongUse: if the file is no plan, or options that it settles are given beside it.
    """
    refuse_beside(
        context, "--plan", [name for name in typed_options(context) if name not in BESIDE_PLAN]
    )
    try:
        return plan_from_toml(file.read_text(encoding="utf-8"), str(file))
    except (OSError, UnicodeDecodeError) as error:
        raise WrongUse(f"cannot read plan {file}: {error}; pass a readable file") from error
