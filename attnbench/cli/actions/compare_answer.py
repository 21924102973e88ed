"""The answer to a comparison: printed, and written with its tables."""

from collections.abc import Mapping, Sequence

from attnbench.cli import tables
from attnbench.cli.commands.compare import Compare
from attnbench.cli.next_step import answered
from attnbench.cli.timing_sessions import with_older_sessions
from attnbench.plan.plan import Plan
from attnbench.study import Study
from attnreport.answer.answer import Answer
from attnreport.answer.tables import answered_tables
from attnreport.comparison.budget import Budget
from attnreport.comparison.tables import comparison_tables
from attnreport.formats import CONSOLE
from attnreport.record import AnyRecord
from attnreport.tables.table import Table


def give(
    study: Study, records: Sequence[AnyRecord], plan: Plan, budget: Budget, request: Compare
) -> None:
    """Print the answer and write the tables, into the study and where else it was asked for.

    Args:
        study: Of the plan.
        records: Of every cell of the plan.
        plan: What was asked for.
        budget: Limits on what a row may cost.
        request: Says what is shown and written.

    Raises:
        WrongUse: if the tables cannot be written.
    """
    answers, made = answers_and_tables(study, records, plan, budget, request)
    shown = tables.with_columns(made, request.columns)
    folders = [study.tables] if request.output is None else [study.tables, request.output]
    tables.write(shown, request.format, folders)
    if CONSOLE in request.format:
        tables.show_either(answers, shown, request.columns)


def answers_and_tables(
    study: Study, records: Sequence[AnyRecord], plan: Plan, budget: Budget, request: Compare
) -> tuple[list[Answer], Mapping[str, Table]]:
    """What a comparison says: its answer, and by file name its tables with it.

    Args:
        study: Of the plan.
        records: Of every cell of the plan.
        plan: What was asked for.
        budget: Limits on what a row may cost.
        request: Says what a gain has to be worth.
    """
    variants = [str(variant) for variant in plan.variants]
    comparison = tables.compared(
        *(study, with_older_sessions(study, records), variants, budget),
        show_optimism=request.show_optimism,
    )
    answers = [answered(comparison, study.folder, worth=request.worth)]
    return answers, answered_tables(comparison_tables(comparison), "compare", answers)
