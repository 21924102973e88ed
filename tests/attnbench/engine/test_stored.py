"""Whether a study is finished, and what a plan still needs, is told by its records alone."""

from dataclasses import replace
from pathlib import Path

import pytest

from attnbench.engine.cells.header import Job
from attnbench.engine.cells.measure import failed
from attnbench.engine.stored import cell_keys, finished_study, stored_records
from attnbench.errors import WrongUse
from attnbench.plan.cells import cells
from attnbench.plan.plan import Plan
from attnbench.plan.variant import parse_variants
from attnbench.study import Study
from attnbench.tasks.sources import open_data_of
from attnbench.training.checkpoint_files import VALUES


@pytest.fixture
def study(tmp_path: Path, brief: Plan) -> Study:
    """A finished study, every record of it empty."""
    study, source = Study.open(tmp_path / "study", brief), open_data_of(brief)
    for cell, key in cell_keys(brief, source).items():
        job = Job(brief, source, cell, key, "a test")
        study.write(replace(failed(job, job.header()), error=None))
    return study


def test_a_study_with_every_record_is_finished(study: Study) -> None:
    finished = finished_study(study.plan, open_data_of(study.plan), study.folder)
    assert finished is not None
    assert [record.kind for record in finished[1]] == [cell.kind for cell in cells(study.plan)]


def test_a_study_without_a_record_or_with_a_failed_one_is_not(study: Study) -> None:
    source = open_data_of(study.plan)
    keys = cell_keys(study.plan, source)
    *_, last = keys
    record = study.record(keys[last])
    assert record is not None
    study.write(replace(record, error="no memory"))
    assert finished_study(study.plan, source, study.folder) is None
    assert [cell for cell, kept in stored_records(study, keys).items() if kept is None] == [last]


def test_a_plan_with_another_row_or_seed_is_not_finished(study: Study) -> None:
    source = open_data_of(study.plan)
    for more in (
        replace(study.plan, modules=parse_variants("eca,se")),
        replace(study.plan, seeds=(0, 1)),
    ):
        assert finished_study(more, source, study.folder) is None


def test_another_plan_is_refused_and_no_study_is_none(study: Study, tmp_path: Path) -> None:
    source = open_data_of(study.plan)
    assert finished_study(study.plan, source, tmp_path / "new") is None
    with pytest.raises(WrongUse, match="a study grows only in modules and seeds"):
        finished_study(replace(study.plan, rounds=9), source, study.folder)


def test_a_checkpoint_that_a_kill_has_left_is_deleted(study: Study) -> None:
    source = open_data_of(study.plan)
    *_, last = cell_keys(study.plan, source).values()
    study.checkpoints(last).mkdir(parents=True)
    (study.checkpoints(last) / VALUES).write_text("{}")
    assert finished_study(study.plan, source, study.folder) is not None
    assert not (study.checkpoints(last) / VALUES).exists()
