"""What was typed -> a plan with every choice resolved."""

import os
from dataclasses import replace
from pathlib import Path

import typer

from attnbench.data.catalog import download as download_data
from attnbench.data.catalog import find_data
from attnbench.environment import resolve_device, resolve_devices, resolve_precision
from attnbench.errors import WrongUse
from attnbench.lookup import find
from attnbench.plan import Plan, plan_from_toml
from attnbench.recipes import read_recipe
from attnbench.variant import Variant, parse_variants

BESIDE_PLAN = (
    *("plan", "study", "parallel", "formats", "output", "dry_run"),
    *("max_latency", "max_params", "max_macs", "max_memory", "show_optimism"),
)
"""The options that may stand beside --plan."""


def make_plan(
    *,
    modules: str | None,
    backbone: str,
    stem: str,
    site: str,
    data: str,
    data_root: str,
    download: bool,
    limit: int,
    weights: str,
    identity_at_start: bool,
    recipe: str,
    epochs: int | None,
    seeds: tuple[int, ...],
    batch_size: int,
    device: str,
    precision: str | None,
    threads: int | None,
    devices: int | None,
    workers: int | None,
    checkpoint_minutes: float,
    checkpoint_epochs: int,
) -> Plan:
    """The plan of a comparison; what it needs is downloaded if that is wanted.

    Raises:
        WrongUse: if an option cannot be read, or names what is not there.
    """
    if modules is None:
        raise WrongUse(
            "no modules are given; pass --modules ema,ca,eca; see: attnbench list modules"
        )
    variants = parse_variants(modules)
    if identity_at_start:
        variants = tuple(variant.replaced(identity_at_start=True) for variant in variants)
    for variant in variants:
        check(variant)
    chosen = read_recipe(recipe)
    if precision is not None:
        chosen = replace(chosen, precision="auto")
    if download:
        download_data(data, data_root)
    find_data(data, data_root, chosen.image_size)
    there = resolve_device(device)
    ranks = resolve_devices(devices, there)
    cores = os.cpu_count() or 1
    return Plan(
        modules=tuple(map(str, variants)),
        backbone=backbone,
        stem=stem,
        site=site,
        data=data,
        data_root=data_root,
        limit=limit,
        weights=weights,
        recipe=chosen if epochs is None else replace(chosen, epochs=epochs),
        seeds=seeds,
        batch_size=batch_size,
        device=there,
        precision=resolve_precision(precision or chosen.precision, there),
        devices=ranks,
        workers=(0 if there == "cpu" else cores // ranks) if workers is None else workers,
        checkpoint_minutes=checkpoint_minutes,
        checkpoint_epochs=checkpoint_epochs,
        threads=1 if threads is None else threads,
        timing_threads=max(1, cores - 1) if threads is None else threads,
    )


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
    typed = [
        f"--{name.replace('_', '-')}"
        for name in context.params
        if name not in BESIDE_PLAN
        and getattr(context.get_parameter_source(name), "name", "") == "COMMANDLINE"
    ]
    if typed:
        raise WrongUse(f"--plan settles {', '.join(typed)}; leave one of them out")
    try:
        return plan_from_toml(file.read_text(encoding="utf-8"), str(file))
    except (OSError, UnicodeDecodeError) as error:
        raise WrongUse(f"cannot read plan {file}: {error}; pass a readable file") from error
