"""`attnbench.ablate`: what each option and part of a module does."""

from attnbench.api.function import function_of
from attnbench.api.study_result import StudyResult, result_of
from attnbench.cli.actions.ablate import ablation_of
from attnbench.cli.actions.ablate_measure import measure
from attnbench.cli.commands.ablate import Ablate
from attnbench.cli.feedback import Feedback
from attnbench.engine.executors.elsewhere import refuse_elsewhere


@function_of(Ablate, "module", "study")
def ablate(request: Ablate, feedback: Feedback) -> StudyResult:
    """Vary a module's options, site, backbone, data or recipe, and show the effect of each.

    Results are stored as soon as they are measured: after a stop, the same call goes on where it
    was, in another session too.

    Returns:
        The rows beside the baseline, and the effect of each factor. What failed is a record with an
        error, not an exception.

    Raises:
        ValueError: of the kind that names what cannot be read or built, before anything runs.
    """
    request.execution.check()
    ablation = ablation_of(request, feedback)
    for plan in ablation.plans.values():
        refuse_elsewhere(plan, request.execution.executor)
    folder, _ = measure(ablation, request, feedback)
    return result_of(folder, (), request.worth)
