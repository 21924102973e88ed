"""Measure what an ablation asks for. Loads no torch where nothing is missing."""

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from attnbench.ablation.folder import study_folders, write_design
from attnbench.cli.commands.ablate import Ablate
from attnbench.cli.feedback import Feedback
from attnbench.cli.study_folder import StudyFolder
from attnbench.data.source import DataSource
from attnbench.engine.executors.executor import Executor
from attnbench.engine.stored import finished_study
from attnbench.lazy import lazy
from attnbench.plan.plan import Plan
from attnbench.study import Study
from attnbench.study_names import DEFAULT_ROOT, study_to_fill
from attnbench.tasks.sources import open_data_of
from attnbench.tracking.table import read_trackers
from attnbench.tracking.tracking import tracked
from attnreport.record import AnyRecord

if TYPE_CHECKING:
    from attnbench.ablation.ablation import Ablation
    from attnbench.cli import reused
    from attnbench.cli import timing_sessions as sessions
    from attnbench.engine import run as engine
else:
    reused = lazy("attnbench.cli.reused")
    sessions = lazy("attnbench.cli.timing_sessions")
    engine = lazy("attnbench.engine.run")


def measure(
    ablation: "Ablation", request: Ablate, feedback: Feedback
) -> tuple[StudyFolder, list[AnyRecord]]:
    """Run the cells that are missing; gives the folder and the records of all its studies.

    Args:
        ablation: What to measure.
        request: Says where, and by what.
        feedback: Takes the progress.

    Raises:
        ValueError: of the kind that names what cannot run or be written, before anything runs.
    """
    trackers = read_trackers(request.track)
    folder = study_to_fill(request.study) or default_folder(ablation)
    folders = study_folders(folder, ablation.plans)
    sources = {name: open_data_of(plan) for name, plan in ablation.plans.items()}
    studies: dict[str, Study] = {}
    records: dict[str, list[AnyRecord]] = {}
    for name, plan in ablation.plans.items():
        finished = None if trackers else finished_study(plan, sources[name], folders[name])
        if finished is None:
            studies[name] = engine.prepare(plan, sources[name], folders[name])
        else:
            studies[name], records[name] = finished
    write_design(folder, ablation.design)
    missing = [name for name in ablation.plans if name not in records]
    for name in records:
        feedback.tell(f"study: {folders[name]}")
    if missing:
        with closing(request.execution.build()) as executor:
            for name in missing:
                feedback.tell(f"study: {folders[name]}")
                plan, source, study = ablation.plans[name], sources[name], studies[name]
                records[name] = _run(plan, source, study, request, executor, feedback)
    measured = StudyFolder(path=folder, design=ablation.design, studies=studies)
    return measured, [record for name in ablation.plans for record in records[name]]


def _run(
    plan: Plan,
    source: DataSource,
    study: Study,
    request: Ablate,
    executor: Executor,
    feedback: Feedback,
) -> list[AnyRecord]:
    """The records of one study, once what is missing was measured."""
    reused.take_and_tell(plan, source, study, feedback)
    sessions.say_what_is_timed_again(study, plan, feedback)
    trackers = read_trackers(request.track)
    with (
        feedback.progress() as shown,
        tracked(shown, trackers, study, plan, feedback.tell) as progress,
    ):
        return engine.run(plan, source, study, request.invocation.command, progress, executor)


def default_folder(ablation: "Ablation") -> Path:
    """Where the ablations of a module go, apart from comparisons and from other modules."""
    plan = ablation.plans.get("")
    digest = ablation.digest if plan is None else plan.digest()
    return DEFAULT_ROOT / f"{quote(ablation.module, safe='')}-{digest}"
