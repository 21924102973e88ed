"""A result set is read from a file or a study; what is neither is refused by name."""

from dataclasses import replace
from pathlib import Path

import pytest

from attnbench.errors import WrongUse
from attnbench.plan.plan import Plan
from attnbench.plan.variant import parse_variants
from attnbench.regression.result_sets import result_set_of
from attnbench.study import Study
from attnbench.tasks.recipes import RECIPES
from attnreport.record import CostRecord, dump
from attnreport.regression import result_set
from attnreport.regression.result_set import UnreadableBaseline
from tests.reports.conftest import VARIANTS, cost, speed

LATER = "2026-02-02T03:04:05+00:00"


def test_a_study_gives_every_cell_once_and_its_plan(planted_study: Study) -> None:
    results = result_set_of(planted_study.folder)
    assert results.name == str(planted_study.folder)
    assert results.plan == planted_study.plan.to_toml()
    assert sorted(record.key for record in results.records) == sorted(
        record.key for record in planted_study.records()
    )


def test_a_file_gives_what_was_stored(planted_study: Study, tmp_path: Path) -> None:
    expected = result_set_of(planted_study.folder)
    file = tmp_path / "baseline.json"
    file.write_bytes(result_set.dump(expected))
    assert result_set_of(file) == replace(expected, name=str(file))


def test_an_older_success_does_not_hide_that_todays_code_fails(planted_study: Study) -> None:
    failure = replace(cost("eca"), key="cost-eca-new", started_at=LATER, error="it broke")
    planted_study.write(failure)
    records = result_set_of(planted_study.folder).records
    assert failure in records
    assert sum(record.kind == "cost" for record in records) == len(VARIANTS)


def test_older_code_of_a_cell_is_left_out(planted_study: Study) -> None:
    planted_study.write(replace(cost("eca"), key="cost-eca-new", started_at=LATER, params=1))
    params = {
        record.variant: record.params
        for record in result_set_of(planted_study.folder).records
        if isinstance(record, CostRecord)
    }
    assert params["eca"] == 1


def test_sessions_of_other_rows_are_other_cells(planted_study: Study) -> None:
    planted_study.write(replace(speed(VARIANTS[:2]), key="speed-of-two", started_at=LATER))
    records = result_set_of(planted_study.folder).records
    assert sum(record.kind == "speed" for record in records) == 2


def test_what_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WrongUse, match=r"cannot read .*gone\.json: No such file"):
        result_set_of(tmp_path / "gone.json")


def test_a_folder_without_a_study_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WrongUse, match="holds no study"):
        result_set_of(tmp_path)


def test_a_study_without_a_record_is_refused(tmp_path: Path) -> None:
    Study.open(tmp_path / "study", Plan(modules=parse_variants("eca"), recipe=RECIPES["quick"]))
    with pytest.raises(WrongUse, match="holds no record, so there is nothing to compare; run"):
        result_set_of(tmp_path / "study")


def test_the_record_of_one_cell_is_told_from_a_result_set(tmp_path: Path) -> None:
    file = tmp_path / "cost-eca.json"
    file.write_bytes(dump(cost("eca")))
    with pytest.raises(WrongUse, match="is the record of one cell, not a result set"):
        result_set_of(file)


@pytest.mark.parametrize(
    "text", [b"", b"\xff\xfe", b"{", b"[]", b'{"kind": "baseline"}', b'{"title": "compare"}']
)
def test_a_damaged_file_is_refused(text: bytes, tmp_path: Path) -> None:
    file = tmp_path / "baseline.json"
    file.write_bytes(text)
    with pytest.raises(UnreadableBaseline, match=r"baseline\.json is damaged"):
        result_set_of(file)
