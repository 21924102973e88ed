"""`attnbench.open_study`: what a stored study says."""

from attnbench.api.call import PRINTED
from attnbench.api.function import function_of
from attnbench.api.study_result import StudyResult, result_of
from attnbench.cli.actions.report import folder_of
from attnbench.cli.commands.report import Report
from attnbench.cli.feedback import Feedback
from attnbench.cli.study_folder import StudyFolder

OF_PRINTING = ("explain", "pictures", "full")
"""Further options of what the command prints."""


@function_of(Report, "study", without=(*PRINTED, *OF_PRINTING))
def open_study(request: Report, feedback: Feedback) -> StudyResult:
    """What a study says, from its stored results; nothing is measured.

    Has every module of the study, also those that other calls and commands have added. With
    `per_class`, the tables of the result have one more, `classes`.

    Returns:
        The answer with its numbers.

    Raises:
        ValueError: of the kind that names what is missing or damaged.
    """
    budget = request.budget.limits
    folder = StudyFolder.open(folder_of(request, feedback), request.session)
    return result_of(
        folder,
        budget,
        request.worth,
        show_optimism=request.show_optimism,
        per_class=request.per_class,
    )
