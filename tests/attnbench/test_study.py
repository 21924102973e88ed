"""A study folder keeps what is finished, grows, and refuses what is not its own."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from attnbench.engine.cells.header import Job
from attnbench.engine.cells.measure import measure
from attnbench.errors import WrongUse
from attnbench.plan.cells import CostCell
from attnbench.plan.plan import Plan
from attnbench.plan.variant import THE_BASELINE, parse_variants
from attnbench.study import Study
from attnbench.tasks.recipes import RECIPES
from attnbench.tasks.sources import open_data_of
from attnreport.record import AnyRecord, UnreadableRecord

PLAN = Plan(modules=parse_variants("eca"), recipe=replace(RECIPES["quick"], epochs=0))


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return Study.open(tmp_path / "study", PLAN)


def some_record() -> AnyRecord:
    job = Job(PLAN, open_data_of(PLAN), CostCell(THE_BASELINE), "key", "attnbench compare")
    return measure(job, lambda *_: None).record


def test_a_record_is_stored_and_read_back_the_same(study: Study) -> None:
    record = some_record()
    assert study.finished("key") is None
    study.write(record)
    assert study.finished("key") == study.record("key")
    assert study.record("key") == record
    assert Study.load(study.folder).records() == [record]


def test_a_failed_record_is_not_finished(study: Study) -> None:
    study.write(replace(some_record(), error="out of memory"))
    assert study.finished("key") is None


def test_outcomes_are_stored_as_plain_arrays_and_read_back(study: Study) -> None:
    study.write_outcomes("key", {"correct": np.array([True, False, True])})
    with np.load(study.folder / "outcomes" / "key.npz", allow_pickle=False) as arrays:
        assert arrays["correct"].tolist() == [True, False, True]
    assert study.outcomes("key")["correct"].tolist() == [True, False, True]


def test_a_cell_without_outcomes_has_none(study: Study) -> None:
    assert study.outcomes("key") == {}


def test_damaged_outcomes_are_named(study: Study) -> None:
    study.write_outcomes("key", {"correct": np.ones(1000, np.bool_)})
    file = study.folder / "outcomes" / "key.npz"
    whole = file.read_bytes()
    for damaged in (b"", b"no archive", whole[: len(whole) // 2], whole.replace(b"PK", b"XX")):
        file.write_bytes(damaged)
        with pytest.raises(WrongUse, match=r"key\.npz is damaged .*delete it"):
            study.outcomes("key")


def test_opening_again_with_more_modules_grows_the_plan(study: Study) -> None:
    grown = Study.open(study.folder, replace(PLAN, modules=parse_variants("se"), seeds=(4,)))
    assert grown.plan.modules == parse_variants("eca,se")
    assert Study.load(study.folder).plan.seeds == (0, 1, 4)


def test_a_study_of_another_plan_is_refused_and_left_alone(study: Study) -> None:
    before = (study.folder / "plan.toml").read_bytes()
    with pytest.raises(WrongUse, match="study holds backbone=resnet14-narrow, not resnet18"):
        Study.open(study.folder, replace(PLAN, backbone="resnet18"))
    assert (study.folder / "plan.toml").read_bytes() == before


def test_a_damaged_record_is_named(study: Study) -> None:
    (study.folder / "records" / "bad.json").write_text('{"kind": "cost"')
    with pytest.raises(UnreadableRecord, match=r"bad\.json is damaged .*delete it"):
        study.records()


def test_a_folder_without_a_plan_is_no_study(tmp_path: Path) -> None:
    with pytest.raises(WrongUse, match="holds no study"):
        Study.load(tmp_path)


def test_a_study_below_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(WrongUse, match="study must be a folder that can be written"):
        Study.open(tmp_path / "file" / "study", PLAN)
