"""How much of a study's plan is measured, and whether a living process goes on with it."""

from collections.abc import Iterable

from attnbench.plan.cells import KINDS
from attnbench.studies.overview import states_of
from attnbench.studies.parts import running_cells
from attnbench.study import Study
from attnreport.completion import Completion
from attnreport.record import AnyRecord


def completion_of(study: Study, records: Iterable[AnyRecord]) -> Completion:
    """How much of a study's plan is measured.

    Args:
        study: Its plan has every module and seed that was asked for.
        records: All of the study.
    """
    states = states_of(study.plan, records)
    missing = sum(state.record is None for state in states)
    kinds = {key.partition("-")[0] for key in running_cells(study.folder)} if missing else set()
    return Completion(
        cells=len(states),
        missing=missing,
        running=tuple(kind for kind in KINDS if kind in kinds),
    )
