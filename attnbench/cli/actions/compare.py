"""Run a plan and show its table."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import typer

from attnbench.cli import tables
from attnbench.cli.progress import ConsoleProgress
from attnbench.engine.estimate import expected_seconds, expected_total
from attnbench.engine.executors.executor import Executor
from attnbench.engine.run import prepare, run, unfinished
from attnbench.errors import WrongUse
from attnbench.network.misfits import misfits, refuse_misfits
from attnbench.plan.cells import cells
from attnbench.plan.plan import Plan
from attnbench.study import DEFAULT_ROOT, Study
from attnbench.tasks.sources import open_data_of
from attnreport.comparison.budget import Budget
from attnreport.formats import CONSOLE
from attnreport.units import duration_text


def leave_out_misfits(plan: Plan) -> Plan:
    """The plan without the modules that cannot be built in it, each named on standard error.

    Raises:
        WrongUse: if none is left.
    """
    cannot = misfits(plan, open_data_of(plan))
    modules = tuple(each for each in plan.modules if each not in cannot)
    if not modules:
        row, reason = next(iter(cannot.items()))
        raise WrongUse(f"none of {len(cannot)} modules can be built; the first, {row}: {reason}")
    for row, reason in cannot.items():
        typer.echo(f"left out {row}: {reason}", err=True)
    return replace(plan, modules=modules)


def run_and_show(
    plan: Plan,
    folder: Path | None,
    command: str,
    executor: Executor,
    budget: Budget,
    formats: Sequence[str],
    output: Path | None,
    *,
    show_optimism: bool,
) -> None:
    """Measure what is missing, print and write the table; exit code 1 if a cell failed.

    Raises:
        ValueError: of the kind that names what cannot run, before anything runs.
        WrongUse: if the tables cannot be written.
    """
    if output is not None:
        tables.make_folder(output)
    source = open_data_of(plan)
    study = prepare(plan, source, folder)
    typer.echo(f"study: {study.folder}", err=True)
    with ConsoleProgress() as progress:
        records = run(plan, source, study, command, progress, executor)
    variants = [str(variant) for variant in plan.variants]
    shown = tables.make(study, records, variants, budget, show_optimism=show_optimism)
    if CONSOLE in formats:
        tables.show(shown)
    folders = [study.tables] if output is None else [study.tables, output]
    tables.write(shown, formats, folders)
    if any(record.error for record in records):
        raise typer.Exit(1)


def print_dry_run(plan: Plan, folder: Path | None, executor: Executor) -> None:
    """Print the cells of a plan, whether they are finished, and the expected time of the rest.

    Raises:
        WrongUse: if a row cannot be built, or the study is of another plan.
    """
    source = open_data_of(plan)
    refuse_misfits(plan, source)
    place = folder or DEFAULT_ROOT / plan.digest()
    if place.exists() and not place.is_dir():
        raise WrongUse(f"{place} is a file; name a folder for the study")
    study = Study.load(place) if (place / "plan.toml").exists() else None
    if study:
        study.plan.merge(plan)  # Refuses what the run would refuse.
    missing = unfinished(plan, source, study) if study else list(cells(plan))
    typer.echo("timing one step of each row", err=True)
    expected = expected_seconds(plan, source, missing)
    typer.echo(f"study: {place}{'' if study else ' (not there yet)'}")
    for cell in cells(plan):
        state = f"about {duration_text(expected[cell])}" if cell in expected else "finished"
        typer.echo(f"  {cell}: {state}")
    at_once = executor.at_once(plan)
    total = duration_text(expected_total(expected, at_once))
    side_by_side = f", training {at_once} at once" if plan.recipe.epochs else ""
    typer.echo(f"{len(missing)} cells to run{side_by_side}: about {total}")
