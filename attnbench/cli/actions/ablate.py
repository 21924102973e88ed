"""Run an ablation and show its tables."""

from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import typer
from rich.console import Console

from attnbench.ablation.folder import study_folders, write_design
from attnbench.cli import writing
from attnbench.cli.actions.compare import print_dry_run
from attnbench.cli.commands.ablate import Ablate
from attnbench.cli.study_folder import StudyFolder
from attnbench.engine.executors.executor import Executor
from attnbench.lazy import lazy
from attnbench.planning.make import plan_in, rows_of
from attnbench.planning.modules import read_module
from attnbench.study import refuse_file
from attnbench.study_names import DEFAULT_ROOT, study_to_fill
from attnbench.tasks.sources import open_data_of
from attnreport.formats import CONSOLE

if TYPE_CHECKING:
    from attnbench.ablation import reading
    from attnbench.ablation.ablation import Ablation
    from attnbench.cli import progress as console
    from attnbench.cli import tables
    from attnbench.cli import timing_sessions as sessions
    from attnbench.cli.actions import ablate_tables
    from attnbench.cli.pictures import table as pictures
    from attnbench.engine import run as engine
    from attnreport.answer import tables as answer_tables
else:  # They load torch or scipy, which wrong use is refused without.
    reading = lazy("attnbench.ablation.reading")
    console = lazy("attnbench.cli.progress")
    tables = lazy("attnbench.cli.tables")
    ablate_tables = lazy("attnbench.cli.actions.ablate_tables")
    pictures = lazy("attnbench.cli.pictures.table")
    sessions = lazy("attnbench.cli.timing_sessions")
    engine = lazy("attnbench.engine.run")
    answer_tables = lazy("attnreport.answer.tables")


def run(request: Ablate) -> None:
    """Measure what is missing, print and write the tables; exit code 1 if a cell failed.

    Raises:
        ValueError: of the kind that names what cannot be read, built or written.
    """
    request.execution.check()
    writing.check_folder(request.output)
    refuse_file(study_to_fill(request.study))
    ablation = _ablation_of(request)
    with closing(request.execution.build()) as executor:
        if request.dry_run:
            _print_plans(ablation, request, executor)
        else:
            measure(ablation, request, executor)


def measure(ablation: "Ablation", request: Ablate, executor: Executor) -> None:
    """Run the cells that are missing, and show and write the tables."""
    folder = study_to_fill(request.study) or default_folder(ablation)
    if request.output is not None:
        writing.make_folder(request.output)
    folders = study_folders(folder, ablation.plans)
    sources = {name: open_data_of(plan) for name, plan in ablation.plans.items()}
    studies = {
        name: engine.prepare(plan, sources[name], folders[name])
        for name, plan in ablation.plans.items()
    }
    write_design(folder, ablation.design)
    records = {}
    for name, plan in ablation.plans.items():
        typer.echo(f"study: {folders[name]}", err=True)
        sessions.say_what_is_timed_again(studies[name], plan)
        with console.shown_progress() as progress:
            records[name] = engine.run(
                *(plan, sources[name], studies[name]),
                *(request.invocation.command, progress, executor),
            )
    measured = StudyFolder(path=folder, design=ablation.design, studies=studies)
    answers = ablate_tables.answers(measured, request.worth)
    shown = answer_tables.answered_tables(ablate_tables.make(measured), "ablation", answers)
    outputs = [folder / "tables", *([] if request.output is None else [request.output])]
    tables.write(shown, request.format, outputs)
    writing.write_pictures(pictures.draw_pictures("study", measured, beside_tables=True), outputs)
    if CONSOLE in request.format:
        tables.show_answers(answers)
    if any(record.errors for of_study in records.values() for record in of_study):
        raise typer.Exit(1)


def _ablation_of(request: Ablate) -> "Ablation":
    """The ablation that was typed; rows that cannot be built are named on standard error."""
    variants = (read_module(request.module),)
    choices = request.settings.choices(request.invocation.typed)
    rows = rows_of(variants, choices)
    plan = replace(plan_in(study_to_fill(request.study), variants, choices), modules=rows)
    with Console(stderr=True).status("building the rows") as status:
        ablation = reading.read_ablation(
            plan,
            rows[0],
            _what_varies(request),
            lambda row, rows: status.update(f"building row {row} of {rows}"),
        )
    for refusal in ablation.design.refused:
        typer.echo(f"refused: {refusal.label}: {refusal.reason}", err=True)
    return ablation


def _what_varies(request: Ablate) -> "reading.AblationRequest":
    """What varies, the short options written out."""
    return reading.AblationRequest(
        vary=(
            *_levels("groups", request.groups),
            *_levels("cross_spatial", request.cross_spatial),
            *request.vary,
            *_levels("site", request.sites),
        ),
        stage_mask=request.stage_mask,
        design=request.design,
    )


def _levels(name: str, levels: str | None) -> list[str]:
    return [] if levels is None else [f"{name}={levels}"]


def _print_plans(ablation: "Ablation", request: Ablate, executor: Executor) -> None:
    """Print the rows, then the cells of each plan and the expected time of what is missing."""
    for point in ablation.design.points:
        where = f" ({point.study})" if point.study else ""
        typer.echo(f"{point.label}{where}: {point.variant}")
    folder = study_to_fill(request.study) or default_folder(ablation)
    for name, study in study_folders(folder, ablation.plans).items():
        print_dry_run(ablation.plans[name], study, executor)


def default_folder(ablation: "Ablation") -> Path:
    """Where the ablations of a module go, apart from comparisons and from other modules."""
    plan = ablation.plans.get("")
    digest = ablation.digest if plan is None else plan.digest()
    return DEFAULT_ROOT / f"{quote(ablation.module, safe='')}-{digest}"
