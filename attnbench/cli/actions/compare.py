"""Run a plan and show its table."""

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import typer

from attnbench.cli import tables, writing
from attnbench.cli.commands.compare import Compare
from attnbench.cli.next_step import answered
from attnbench.cli.progress import shown_progress
from attnbench.cli.stored_plan import read_plan
from attnbench.cli.timing_sessions import say_what_is_timed_again, with_older_sessions
from attnbench.engine.estimate import expected_seconds, expected_total
from attnbench.engine.executors.executor import Executor
from attnbench.engine.run import prepare, unfinished
from attnbench.engine.run import run as run_plan
from attnbench.errors import WrongUse
from attnbench.network.misfits import misfits, refuse_misfits
from attnbench.plan.cells import cells
from attnbench.plan.plan import Plan
from attnbench.planning.make import plan_in
from attnbench.planning.modules import ALL, read_modules
from attnbench.study import Study
from attnbench.study_names import DEFAULT_ROOT, find_study, study_to_fill
from attnbench.tasks.sources import open_data_of
from attnreport.answer.tables import answered_tables
from attnreport.comparison.budget import Budget
from attnreport.comparison.tables import comparison_tables
from attnreport.formats import CONSOLE
from attnreport.units import duration_text


def run(request: Compare) -> None:
    """Measure what is missing, print the answer, write the tables; exit code 1 if a cell failed.

    Raises:
        ValueError: of the kind that names what cannot run, before anything runs.
        WrongUse: if the tables cannot be written.
    """
    budget = request.budget.limits
    named = _folder_of(request)
    plan = _plan_of(request, named)
    folder = named or DEFAULT_ROOT / plan.digest()
    with closing(request.execution.build()) as executor:
        if request.dry_run:
            print_dry_run(plan, folder, executor)
        else:
            _measure(plan, folder, budget, request, executor)


def _measure(
    plan: Plan, folder: Path, budget: Budget, request: Compare, executor: Executor
) -> None:
    if request.output is not None:
        writing.make_folder(request.output)
    source = open_data_of(plan)
    study = prepare(plan, source, folder)
    typer.echo(f"study: {study.folder}", err=True)
    say_what_is_timed_again(study, plan)
    with shown_progress() as progress:
        records = run_plan(plan, source, study, request.invocation.command, progress, executor)
    variants = [str(variant) for variant in plan.variants]
    comparison = tables.compared(
        *(study, with_older_sessions(study, records), variants, budget),
        show_optimism=request.show_optimism,
    )
    folders = [study.tables] if request.output is None else [study.tables, request.output]
    answers = [answered(comparison, study.folder, worth=request.worth)]
    shown = answered_tables(comparison_tables(comparison), "compare", answers)
    tables.write(shown, request.format, folders)
    if CONSOLE in request.format:
        tables.show_answers(answers)
    if any(record.errors for record in records):
        raise typer.Exit(1)


def _folder_of(request: Compare) -> Path | None:
    """The folder of the study that was named; a new one needs modules."""
    is_continued = request.modules is None and request.plan is None
    if request.study is not None and is_continued:
        return find_study(request.study)
    return study_to_fill(request.study)


def _plan_of(request: Compare, folder: Path | None) -> Plan:
    """The stored plan, or the one that the options make, over that of the study if it has one."""
    if request.plan is not None:
        return read_plan(request.plan, request.invocation)
    modules = () if request.modules is None else read_modules(request.modules)
    plan = plan_in(folder, modules, request.settings.choices(request.invocation.typed))
    return leave_out_misfits(plan) if request.modules == ALL else plan


def leave_out_misfits(plan: Plan) -> Plan:
    """The plan without the modules that cannot be built in it, each named on standard error.

    Raises:
        WrongUse: if none is left.
    """
    refused = misfits(plan, open_data_of(plan))
    modules = tuple(module for module in plan.modules if module not in refused)
    if not modules:
        row, reason = next(iter(refused.items()))
        raise WrongUse(f"none of {len(refused)} modules can be built; the first, {row}: {reason}")
    for row, reason in refused.items():
        typer.echo(f"left out {row}: {reason}", err=True)
    return replace(plan, modules=modules)


def print_dry_run(plan: Plan, folder: Path, executor: Executor) -> None:
    """Print the cells of a plan, whether they are finished, and the expected time of the rest.

    Raises:
        WrongUse: if a row cannot be built, or the study is of another plan.
    """
    source = open_data_of(plan)
    refuse_misfits(plan, source)
    if folder.exists() and not folder.is_dir():
        raise WrongUse(f"must be a folder ({folder} is a file)", parameter="study")
    study = Study.load(folder) if (folder / "plan.toml").exists() else None
    if study:
        study.plan.merge(plan)  # Refuses what the run would refuse.
    missing = unfinished(plan, source, study) if study else list(cells(plan))
    typer.echo("timing one step of each row", err=True)
    expected = expected_seconds(plan, source, missing)
    typer.echo(f"study: {folder}{'' if study else ' (new)'}")
    for cell in cells(plan):
        state = f"about {duration_text(expected[cell])}" if cell in expected else "finished"
        typer.echo(f"  {cell}: {state}")
    at_once = executor.at_once(plan)
    total = duration_text(expected_total(expected, at_once))
    side_by_side = f", training {at_once} at once" if plan.recipe.epochs else ""
    typer.echo(f"{len(missing)} cells to run{side_by_side}: about {total}")
