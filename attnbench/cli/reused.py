"""Cells that other studies have measured already, taken from there and told."""

from attnbench.cli.feedback import Feedback
from attnbench.cli.record_counts import records_text
from attnbench.data.source import DataSource
from attnbench.engine.reuse import take
from attnbench.plan.plan import Plan
from attnbench.study import Study


def take_and_tell(plan: Plan, source: DataSource, study: Study, feedback: Feedback) -> None:
    """Copy what other studies of the same folder have, and say how much from which.

    Args:
        plan: What is to be measured.
        source: Its data set.
        study: Gains the records.
        feedback: Takes a sentence for each of the other studies.
    """
    keys: dict[str, list[str]] = {}
    for record in take(plan, source, study).values():
        keys.setdefault(str(record.taken_from), []).append(record.key)
    for name, taken in keys.items():
        feedback.tell(f"taken from the study {name}: {records_text(taken)}")
