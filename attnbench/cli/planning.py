"""What was typed -> a plan with every choice resolved."""

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from attnbench.cli.errors import refuse_beside
from attnbench.cli.expand import declared
from attnbench.cli.option import Invocation
from attnbench.cli.options.plan import PlanOptions
from attnbench.cli.task_choice import choose_task
from attnbench.engine.timed_batch import sized_for_timing
from attnbench.environment import resolve_device, resolve_devices, resolve_precision
from attnbench.errors import WrongUse
from attnbench.own.lookup import find
from attnbench.plan.plan import Plan, plan_from_toml
from attnbench.plan.variant import Variant, parse_variants
from attnbench.tasks.recipe_files import read_recipe
from attnbench.tasks.sources import download as download_data
from attnbench.tasks.sources import open_data
from attnzoo import CATALOG

USUAL_BATCH = 64
"""Images of one timed forward, where the device is up to it."""

ALL = "all"
"""In place of a list of modules: every one of the catalogue that fits."""


def make_plan(settings: PlanOptions, variants: Sequence[Variant]) -> Plan:
    """The plan of a study; what it needs is downloaded if that is wanted.

    Args:
        settings: What was typed.
        variants: The rows besides the baseline.

    Raises:
        WrongUse: if an option cannot be read, or names something unknown.
    """
    network, training, machine = settings.network, settings.training, settings.machine
    task = choose_task(network.task, network.head, network.backbone, training.data)
    data = training.data or task.kind.data
    recipe = read_recipe(training.recipe or task.kind.recipe, task.kind)
    if machine.precision is not None:
        recipe = replace(recipe, precision="auto")
    if training.epochs is not None:
        recipe = replace(recipe, epochs=training.epochs)
    if training.download:
        download_data(data, training.data_root, task.kind)
    source = open_data(data, training.data_root, recipe.image_size, task.kind)
    device = resolve_device(machine.device)
    ranks = resolve_devices(machine.devices, device)
    cores = os.cpu_count() or 1
    usual_workers = 0 if device == "cpu" else cores // ranks
    starts_as_identity = training.identity_at_start
    plan = Plan(
        modules=tuple(_at_start(variant, starts_as_identity) for variant in variants),
        backbone=network.backbone,
        stem=network.stem,
        site=network.site,
        task=task.name,
        head=task.head,
        data=data,
        data_root=training.data_root,
        limit=training.limit or 0,
        weights=training.weights,
        recipe=recipe,
        seeds=training.seeds,
        batch_size=machine.batch_size or USUAL_BATCH,
        rounds=machine.rounds,
        device=device,
        precision=resolve_precision(machine.precision or recipe.precision, device),
        devices=ranks,
        workers=usual_workers if machine.workers is None else machine.workers,
        checkpoint_minutes=machine.checkpoint_minutes,
        checkpoint_epochs=machine.checkpoint_epochs,
        threads=1 if machine.threads is None else machine.threads,
        timing_threads=max(1, cores - 1) if machine.threads is None else machine.threads,
    )
    return plan if machine.batch_size else sized_for_timing(plan, source)


def _at_start(variant: Variant, is_identity: bool) -> Variant:
    return variant.replaced(identity_at_start=True) if is_identity else variant


def read_modules(text: str | None) -> tuple[Variant, ...]:
    """The variants of a list such as `ema(groups=16),ca`, each known and with known options.

    `all` is every module of the catalogue, with its authors' options.

    Raises:
        WrongUse: if there is no text, or it names something unknown.
    """
    if text is None:
        raise WrongUse("pass --modules, such as ema,ca,eca; see: attnbench list modules")
    if text == ALL:
        return tuple(map(Variant, CATALOG))
    variants = parse_variants(text)
    if any(variant.module == ALL for variant in variants):
        raise WrongUse(
            f"must be {ALL} alone, or names without {ALL} (got {text!r})", parameter="modules"
        )
    for variant in variants:
        check(variant)
    return variants


def check(variant: Variant) -> None:
    """Refuse an unknown module or option, long before a network is built.

    Raises:
        UnknownName: if there is no such module.
        UnknownOption: if the module has no such option.
        BadOption: if an option does not take the value.
    """
    find(variant.module).check_options(variant.module_options)


def read_plan(file: Path, invocation: Invocation) -> Plan:
    """A stored plan.

    Raises:
        WrongUse: if the file is no plan, or options that it settles are given beside it.
    """
    settled = {"modules", *(option.field.name for option in declared(PlanOptions))}
    refuse_beside("plan", [name for name in invocation.typed if name in settled])
    try:
        return plan_from_toml(file.read_text(encoding="utf-8"), str(file))
    except (OSError, UnicodeDecodeError) as error:
        raise WrongUse(f"cannot read plan {file}: {error}; pass a readable file") from error
