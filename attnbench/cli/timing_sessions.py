"""Timing sessions of a study that gains rows: what is timed again, and that the old ones stay."""

from collections.abc import Iterable

from attnbench.cli.feedback import Feedback
from attnbench.plan.plan import Plan
from attnbench.study import Study
from attnreport.comparison.sessions import sessions
from attnreport.record import BASELINE, AnyRecord


def say_what_is_timed_again(study: Study, plan: Plan, feedback: Feedback) -> None:
    """Say which rows an older session has that are timed anew beside others.

    Args:
        study: Before the plan runs.
        plan: What will be measured.
        feedback: Takes the sentence.
    """
    rows = tuple(str(variant) for variant in plan.variants)
    older = sessions(study.records())
    if any(session.variants == rows for session in older):
        return
    known = {row for session in older for row in session.forward_s if row != BASELINE}
    again = [row for row in rows if row in known]
    if again:
        feedback.tell(
            f"timing {', '.join(again)} again beside the other rows, since times of different "
            "sessions cannot be compared; the times so far stay: attnbench report "
            f"{study.folder} --session {len(older)}"
        )


def with_older_sessions(study: Study, records: Iterable[AnyRecord]) -> list[AnyRecord]:
    """The records of a run with the sessions in which its study was timed before."""
    own = list(records)
    keys = {record.key for record in own}
    return [*own, *(session for session in sessions(study.records()) if session.key not in keys)]
