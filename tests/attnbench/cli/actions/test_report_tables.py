"""Answers alone are those that stand above the tables, and read no more than they need."""

import numpy as np
import pytest

from attnbench.cli.actions.report_tables import answers_and_tables, answers_of
from attnbench.cli.study_folder import StudyFolder
from attnbench.errors import WrongUse
from attnbench.study import Study
from attnreport.answer.worth import WORTH

RUN = "train-eca-seed2-0a1b"


def test_answers_alone_are_those_of_the_tables(planted_study: Study) -> None:
    planted_study.write_outcomes(RUN, {"correct": np.array([True, False])})
    folder = StudyFolder.open(planted_study.folder)
    answers, _ = answers_and_tables(folder, (), WORTH)
    optimistic, _ = answers_and_tables(folder, (), WORTH, show_optimism=True)
    (alone,) = answers_of(folder, (), WORTH)
    for answer in (*answers, *optimistic):
        assert (answer.sentence, answer.by_row) == (alone.sentence, alone.by_row)
        assert (answer.warnings, answer.next) == (alone.warnings, alone.next)


def test_damaged_outcomes_are_met_by_tables_alone(planted_study: Study) -> None:
    planted_study.outcomes_file(RUN).write_bytes(b"damaged")
    folder = StudyFolder.open(planted_study.folder)
    assert answers_of(folder, (), WORTH)
    with pytest.raises(WrongUse, match="damaged"):
        answers_and_tables(folder, (), WORTH)


def test_a_folder_keeps_to_the_records_that_it_has_read(planted_study: Study) -> None:
    folder = StudyFolder.open(planted_study.folder)
    before = folder.stored(planted_study)
    (planted_study.folder / "records" / f"{RUN}.json").unlink()
    assert folder.stored(planted_study) is before
    assert len(StudyFolder.open(planted_study.folder).stored(planted_study)) == len(before) - 1
