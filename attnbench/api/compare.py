"""`attnbench.compare`: modules in one backbone, side by side."""

from dataclasses import replace

from attnbench.api.function import function_of
from attnbench.api.study_result import StudyResult
from attnbench.cli.actions.compare import measure, plan_of
from attnbench.cli.actions.compare_answer import answers_and_tables
from attnbench.cli.commands.compare import Compare
from attnbench.cli.feedback import Feedback
from attnbench.engine.executors.elsewhere import refuse_elsewhere
from attnbench.plan.plan import Plan


@function_of(Compare, "modules", "study")
def compare(request: Compare, feedback: Feedback) -> StudyResult:
    """Compare attention modules in one backbone: size, speed and accuracy beside the baseline.

    Modules are named as on the command line, or are classes and functions. A Plan in their place
    says everything in full. Results are stored as soon as they are measured: after a stop, the same
    call goes on where it was, in another session too.

    Returns:
        The answer with its numbers. What failed is a record with an error, not an exception.

    Raises:
        ValueError: of the kind that names what cannot run, before anything runs.
    """
    wanted = _with_plan(request)
    budget = wanted.budget.limits
    wanted.execution.check()
    plan, folder = plan_of(wanted, feedback)
    refuse_elsewhere(plan, wanted.execution.executor)
    study, records = measure(plan, folder, wanted, feedback)
    answers, tables = answers_and_tables(study, records, plan, budget, wanted)
    return StudyResult(
        study=study.folder,
        plans=(plan,),
        records=tuple(records),
        answers=tuple(answers),
        tables=tables,
    )


def _with_plan(request: Compare) -> Compare:
    """The request, with a plan that stands in the place of modules where plans stand."""
    if not isinstance(request.modules, Plan):
        return request
    typed = ["plan" if name == "modules" else name for name in request.invocation.typed]
    return replace(
        request,
        modules=None,
        plan=request.modules,
        invocation=replace(request.invocation, typed=tuple(typed)),
    )
