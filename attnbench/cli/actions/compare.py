"""Run a plan and show its table."""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from attnbench.cli import writing
from attnbench.cli.commands.compare import Compare
from attnbench.cli.feedback import SHOWN, Feedback
from attnbench.cli.stored_plan import read_plan
from attnbench.engine.known_rows import KnownRows
from attnbench.engine.stored import finished_study
from attnbench.errors import WrongUse
from attnbench.lazy import lazy
from attnbench.plan.plan import Plan
from attnbench.planning.make import plan_in
from attnbench.planning.modules import ALL, read_modules
from attnbench.study import Study, refuse_file
from attnbench.study_names import DEFAULT_ROOT, find_study, study_places, study_to_fill
from attnbench.tasks.sources import open_data_of
from attnbench.tracking.table import check_trackers, read_trackers
from attnbench.tracking.tracking import tracked
from attnreport.record import AnyRecord

if TYPE_CHECKING:
    from attnbench.cli import dry_run, reused
    from attnbench.cli import timing_sessions as sessions
    from attnbench.cli.actions import compare_answer
    from attnbench.engine import run as engine
    from attnbench.network import misfits
    from attnreport.comparison.budget import Budget
else:  # They load torch or scipy, which wrong use is refused without.
    dry_run = lazy("attnbench.cli.dry_run")
    reused = lazy("attnbench.cli.reused")
    sessions = lazy("attnbench.cli.timing_sessions")
    compare_answer = lazy("attnbench.cli.actions.compare_answer")
    engine = lazy("attnbench.engine.run")
    misfits = lazy("attnbench.network.misfits")


def run(request: Compare) -> None:
    """Measure what is missing, print the answer, write the tables; exit code 1 if a cell failed.

    Raises:
        ValueError: of the kind that names what cannot run, before anything runs.
        WrongUse: if the tables cannot be written.
    """
    budget = request.budget.limits
    request.execution.check()
    check_trackers(request.track)
    writing.check_folder(request.output)
    plan, folder = plan_of(request, SHOWN)
    if request.dry_run:
        with closing(request.execution.build()) as executor:
            dry_run.print_dry_run(plan, folder, executor)
    else:
        _compare(plan, folder, budget, request)


def _compare(plan: Plan, folder: Path, budget: "Budget", request: Compare) -> None:
    if request.output is not None:
        writing.make_folder(request.output)
    study, records = measure(plan, folder, request, SHOWN)
    compare_answer.give(study, records, plan, budget, request)
    if any(record.errors for record in records):
        raise typer.Exit(1)


def measure(
    plan: Plan, folder: Path, request: Compare, feedback: Feedback
) -> tuple[Study, Sequence[AnyRecord]]:
    """The study of a plan and its records, once what is missing was measured.

    Args:
        plan: What to measure; where nothing of it is missing, no torch is loaded.
        folder: Of its study.
        request: Says by what.
        feedback: Takes the progress.

    Raises:
        ValueError: of the kind that names what cannot run, before anything runs.
    """
    source, trackers = open_data_of(plan), read_trackers(request.track)
    finished = None if trackers else finished_study(plan, source, folder)
    study = engine.prepare(plan, source, folder) if finished is None else finished[0]
    feedback.tell(f"study: {folder}")
    if finished is not None:
        return finished
    reused.take_and_tell(plan, source, study, feedback)
    sessions.say_what_is_timed_again(study, plan, feedback)
    command = request.invocation.command
    with (
        closing(request.execution.build()) as executor,
        feedback.progress() as shown,
        tracked(shown, trackers, study, plan, feedback.tell) as progress,
    ):
        return study, engine.run(plan, source, study, command, progress, executor)


def plan_of(request: Compare, feedback: Feedback) -> tuple[Plan, Path]:
    """The plan that the options make, or the stored one, and the folder of its study.

    Args:
        request: What was typed.
        feedback: Takes what is left out.

    Raises:
        ValueError: of the kind that names what cannot be read, or is unknown.
    """
    named = _folder_of(request)
    refuse_file(named)
    plan = _plan_in(named, request, feedback)
    return plan, named or DEFAULT_ROOT / plan.digest()


def _folder_of(request: Compare) -> Path | None:
    """The folder of the study that was named; a new one needs modules."""
    is_continued = request.modules is None and request.plan is None
    if request.study is not None and is_continued:
        return find_study(request.study)
    return study_to_fill(request.study)


def _plan_in(folder: Path | None, request: Compare, feedback: Feedback) -> Plan:
    """The stored plan, or the one that the options make, over that of the study if it has one."""
    if request.plan is not None:
        return read_plan(request.plan, request.invocation)
    modules = () if request.modules is None else read_modules(request.modules)
    plan = plan_in(folder, modules, request.settings.choices(request.invocation.typed))
    if request.modules != ALL:
        return plan
    return leave_out_misfits(plan, feedback, KnownRows(study_places(folder)))


def leave_out_misfits(plan: Plan, feedback: Feedback, known: KnownRows) -> Plan:
    """The plan without the modules that cannot be built in it.

    Args:
        plan: With modules that may not fit.
        feedback: Takes each of those, and why.
        known: Rows that were built before.

    Raises:
        WrongUse: if none is left.
    """
    source = open_data_of(plan)
    new = tuple(module for module in plan.modules if not known.has(plan, source, module))
    refused = misfits.misfits(replace(plan, modules=new), source) if new else {}
    modules = tuple(module for module in plan.modules if module not in refused)
    if not modules:
        row, reason = next(iter(refused.items()))
        raise WrongUse(f"none of {len(refused)} modules can be built; the first, {row}: {reason}")
    for row, reason in refused.items():
        feedback.tell(f"left out {row}: {reason}")
    return replace(plan, modules=modules)
