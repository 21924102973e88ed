"""A cell that another study of the same folder has is taken from there, and its record says so."""

import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from attnbench.cli import main
from attnbench.engine.reuse import take
from attnbench.engine.stored import cell_keys
from attnbench.plan.variant import parse_variants
from attnbench.study import Study
from attnbench.tasks.sources import open_data_of
from attnreport.record import AnyRecord

Compared = tuple[Path, "subprocess.CompletedProcess[str]"]


@pytest.fixture
def first(compared: Compared, tmp_path: Path) -> Study:
    """A study that was really measured, as `first` in a folder of studies."""
    shutil.copytree(compared[0] / "study", tmp_path / "first")
    return Study.load(tmp_path / "first")


@pytest.fixture
def second(first: Study) -> Study:
    """A new study beside it, of the same plan."""
    return Study.open(first.folder.with_name("second"), first.plan)


def taken(study: Study) -> dict[str, AnyRecord]:
    """What is taken into a study, by the words of the cells."""
    records = take(study.plan, open_data_of(study.plan), study)
    assert all(study.record(record.key) == record for record in records.values())
    return {str(cell): record for cell, record in records.items()}


ALL = {
    "cost baseline",
    "cost eca",
    "speed of 2 rows",
    "train baseline seed 0",
    "train eca seed 0",
}


def test_every_cell_of_an_equal_plan_is_taken_with_what_belongs_to_it(
    first: Study, second: Study
) -> None:
    records = taken(second)
    assert set(records) == ALL
    for record in records.values():
        assert record == replace(first.record(record.key), taken_from="first")  # type: ignore[type-var]
    key = records["train eca seed 0"].key
    assert second.weights_file(key).read_bytes() == first.weights_file(key).read_bytes()
    assert second.outcomes(key)["correct"].tolist() == first.outcomes(key)["correct"].tolist()
    assert taken(second) == {}


def test_a_record_says_where_it_was_measured_not_where_it_was_copied(
    first: Study, second: Study
) -> None:
    taken(second)
    shutil.rmtree(first.folder)
    third = Study.open(first.folder.with_name("third"), second.plan)
    assert {record.taken_from for record in taken(third).values()} == {"first"}


def test_only_cells_with_the_same_key_are_taken_and_have_the_plans_own_setting(
    first: Study,
) -> None:
    plan = replace(first.plan, limit=300, modules=parse_variants("eca,se"))
    records = taken(Study.open(first.folder.with_name("other"), plan))
    assert set(records) == {"cost baseline", "cost eca"}
    assert {record.setting.limit for record in records.values()} == {300}


def test_a_recipe_of_another_name_has_its_own_name_in_the_record(first: Study) -> None:
    plan = replace(first.plan, recipe=replace(first.plan.recipe, name="mine"))
    record = taken(Study.open(first.folder.with_name("other"), plan))["train eca seed 0"]
    assert record.kind == "train"
    assert record.recipe == "mine"


def test_what_failed_is_damaged_or_lost_its_weights_is_not_taken(
    first: Study, second: Study
) -> None:
    keys = {str(cell): key for cell, key in cell_keys(first.plan, open_data_of(first.plan)).items()}
    (first.folder / "records" / f"{keys['cost eca']}.json").write_text("{")
    baseline = first.record(keys["cost baseline"])
    assert baseline is not None
    first.write(replace(baseline, error="out of memory"))
    first.weights_file(keys["train eca seed 0"]).unlink()
    assert set(taken(second)) == {"speed of 2 rows", "train baseline seed 0"}


def test_times_of_another_machine_are_not_taken(first: Study, second: Study) -> None:
    (speed,) = (record for record in first.records() if record.kind == "speed")
    first.write(replace(speed, environment=replace(speed.environment, cpu="another")))
    assert set(taken(second)) == ALL - {"speed of 2 rows"}


def test_a_cell_that_a_process_measures_is_left_to_it(first: Study, second: Study) -> None:
    key = next(record.key for record in first.records() if record.kind == "speed")
    with second.claim(key):
        assert set(taken(second)) == ALL - {"speed of 2 rows"}


def test_studies_of_ablations_give_and_take_too(first: Study) -> None:
    ablated = first.folder.with_name("ablated")
    ablated.mkdir()
    (ablated / "design.json").touch()
    inner = Study.open(ablated / "stem=timm", first.plan)
    assert {record.taken_from for record in taken(inner).values()} == {"first"}
    for record in inner.records():
        inner.write(replace(record, taken_from=None))
    shutil.rmtree(first.folder)
    outer = Study.open(first.folder.with_name("outer"), first.plan)
    assert {record.taken_from for record in taken(outer).values()} == {"ablated/stem=timm"}


def test_a_study_elsewhere_is_not_looked_at(first: Study) -> None:
    far = Study.open(first.folder.parent / "far" / "study", first.plan)
    assert taken(far) == {}


def test_a_command_takes_what_another_study_has_and_says_so(
    first: Study, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(first.folder.parent)
    Path("short.toml").write_text(first.plan.to_toml())
    words = ["compare", "--plan", "short.toml", "--study", "./second", "--format", "csv"]
    with pytest.raises(SystemExit):
        main([*words, "--dry-run"])
    shown = capsys.readouterr().out
    assert shown.count("taken from the study first\n") == 5
    assert "0 cells to run" in shown
    with pytest.raises(SystemExit) as end:
        main(words)
    assert end.value.code == 0
    err = capsys.readouterr().err
    assert "taken from the study first: 5 records (2 cost, 1 speed, 2 train)" in err
    assert "train eca seed 0" not in err
    assert {record.taken_from for record in Study.load(Path("second")).records()} == {"first"}


@pytest.mark.slow
def test_one_process_takes_what_another_one_has_measured(tmp_path: Path) -> None:
    def compare(study: str, modules: str) -> str:
        words = ("compare", "--modules", modules, "--study", study, "--epochs", "0")
        result = subprocess.run(
            [sys.executable, "-m", "attnbench", *words, "--rounds", "8", "--batch-size", "2"],
            capture_output=True,
            text=True,
            check=True,
            cwd=tmp_path,
            timeout=300,
        )
        return result.stderr

    assert "taken" not in compare("first", "eca")
    grown = compare("second", "eca,se")
    assert "taken from the study first: 2 records (2 cost)" in grown
    assert "[1/2] cost se" in grown
    assert "taken from the study first: 3 records (2 cost, 1 speed)" in compare("third", "eca")
