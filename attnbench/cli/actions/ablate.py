"""Run an ablation and show its tables."""

from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

import typer
from rich.console import Console

from attnbench.ablation.ablation import Ablation
from attnbench.ablation.folder import study_folders, write_design
from attnbench.ablation.reading import AblationRequest, read_ablation
from attnbench.cli import tables
from attnbench.cli.actions import ablate_tables as ablation_tables
from attnbench.cli.actions.compare import print_dry_run
from attnbench.cli.plan_options import PlanOptions
from attnbench.cli.planning import make_plan, read_modules
from attnbench.cli.progress import ConsoleProgress
from attnbench.engine.executors.executor import Executor
from attnbench.engine.run import prepare, run
from attnbench.errors import WrongUse
from attnbench.study import DEFAULT_ROOT
from attnbench.tasks.sources import open_data_of
from attnreport.formats import CONSOLE


def read_wish(module: str, wish: AblationRequest, asked: PlanOptions) -> Ablation:
    """The ablation that was typed; what it cannot build is told on standard error.

    Raises:
        ValueError: of the kind that names what cannot be read or built.
    """
    variants = read_modules(module)
    if len(variants) != 1:
        raise WrongUse(f"{module!r} names {len(variants)} modules; ablate takes one at a time")
    plan = make_plan(asked, variants)
    with Console(stderr=True).status("building the rows") as status:
        ablation = read_ablation(
            *(plan, plan.modules[0], wish),
            lambda row, rows: status.update(f"building row {row} of {rows}"),
        )
    for refusal in ablation.design.refused:
        typer.echo(f"refused: {refusal.label}: {refusal.reason}", err=True)
    return ablation


def print_plans(ablation: Ablation, folder: Path | None, executor: Executor) -> None:
    """Print the rows, then the cells of each plan and the expected time of what is missing."""
    for point in ablation.design.points:
        where = f" ({point.study})" if point.study else ""
        typer.echo(f"{point.label}{where}: {point.variant}")
    place = folder or default_folder(ablation)
    for name, study in study_folders(place, ablation.plans).items():
        print_dry_run(ablation.plans[name], study, executor)


def ablate_and_show(
    ablation: Ablation,
    folder: Path | None,
    command: str,
    executor: Executor,
    formats: Sequence[str],
    output: Path | None,
) -> None:
    """Measure what is missing, print and write the tables; exit code 1 if a cell failed."""
    if output is not None:
        tables.make_folder(output)
    place = folder or default_folder(ablation)
    folders = study_folders(place, ablation.plans)
    sources = {name: open_data_of(plan) for name, plan in ablation.plans.items()}
    studies = {
        name: prepare(plan, sources[name], folders[name]) for name, plan in ablation.plans.items()
    }
    write_design(place, ablation.design)
    records = {}
    for name, plan in ablation.plans.items():
        typer.echo(f"study: {folders[name]}", err=True)
        with ConsoleProgress() as progress:
            records[name] = run(plan, sources[name], studies[name], command, progress, executor)
    shown = ablation_tables.make(studies, records, ablation.design)
    if CONSOLE in formats:
        tables.show(shown)
    places = [place / "tables"] if output is None else [place / "tables", output]
    tables.write(shown, formats, places)
    ablation_tables.write_plot(records, ablation.design, places)
    if any(record.error for found in records.values() for record in found):
        raise typer.Exit(1)


def default_folder(ablation: Ablation) -> Path:
    """Where the ablations of a module go, apart from comparisons and from other modules."""
    plan = ablation.plans.get("")
    digest = ablation.digest if plan is None else plan.digest()
    return DEFAULT_ROOT / f"{quote(ablation.module, safe='')}-{digest}"
