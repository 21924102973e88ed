"""The answer and the tables of an ablation."""

from collections.abc import Mapping
from itertools import chain

from attnbench.cli.next_step import named, with_commands
from attnbench.cli.study_folder import StudyFolder
from attnbench.cli.tables import correct_outcomes
from attnreport.ablation.ablation import UNKNOWN, ablation_tables
from attnreport.answer.ablation import answer_ablation
from attnreport.answer.answer import Answer
from attnreport.completion import Completion
from attnreport.tables.table import Table


def make(
    folder: StudyFolder, completions: Mapping[str, Completion] = UNKNOWN
) -> Mapping[str, Table]:
    """By file name: the rows, what each factor did, and the speed of each study in full.

    Args:
        folder: Holds the ablation.
        completions: By study, how much of its plan is measured.
    """
    assert folder.design is not None
    records = folder.records()
    correct = [correct_outcomes(folder.studies[name], of) for name, of in records.items()]
    merged = dict(chain.from_iterable(outcomes.items() for outcomes in correct))
    return ablation_tables(records, folder.design, correct=merged, completions=completions)


def answers(
    folder: StudyFolder, worth: float, completions: Mapping[str, Completion] = UNKNOWN
) -> list[Answer]:
    """What the rows of each study say, the effects of the factors first.

    Args:
        folder: Holds the ablation.
        worth: The least gain worth having.
        completions: By study, how much of its plan is measured.
    """
    assert folder.design is not None
    records = folder.records()
    made = answer_ablation(records, folder.design, worth=worth, completions=completions)
    again = f"attnbench ablate --study {named(folder.path)}"
    return [
        with_commands(answer, folder.path, records[name], again) for name, answer in made.items()
    ]
