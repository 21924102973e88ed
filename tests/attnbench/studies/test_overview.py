"""A study at a glance: what it measures, how much of that is finished, and what is damaged."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from attnbench.errors import WrongUse
from attnbench.studies.overview import cell_states, overview, overviews
from attnbench.study import Study
from tests.reports.conftest import train


def test_a_finished_study_counts_its_rows_seeds_and_cells(planted_study: Study) -> None:
    seen = overview(planted_study.folder)
    assert (seen.rows, seen.seeds, seen.finished, seen.total) == (4, (0, 1, 2), 17, 17)
    assert (seen.data, seen.backbones, seen.damage) == (("digits",), ("resnet14-narrow",), None)
    assert seen.size_bytes == sum(
        len(file.read_bytes()) for file in planted_study.folder.rglob("*.*")
    )


def test_cells_that_failed_or_were_never_run_are_not_finished(planted_study: Study) -> None:
    failed = replace(train("eca", 2), error="out of memory")
    planted_study.write(failed)
    grown = Study.open(planted_study.folder, replace(planted_study.plan, seeds=(3,)))
    states = {str(state.cell): state for state in cell_states(grown)}
    assert states["train eca seed 2"].record == failed
    assert states["train eca seed 3"].record is None
    assert states["train eca seed 1"].is_finished
    assert overview(grown.folder).finished == 16
    assert overview(grown.folder).total == 21


def test_a_failure_does_not_hide_an_older_success(planted_study: Study) -> None:
    later = replace(train("eca", 2), key="train-eca-new", error="no", started_at="2027-01-01")
    planted_study.write(later)
    assert overview(planted_study.folder).finished == 17


@pytest.mark.parametrize("damaged", ["plan.toml", "records/cost-ema-0a1b.json"])
def test_a_damaged_study_says_so(damaged: str, planted_study: Study) -> None:
    (planted_study.folder / damaged).write_text("{")
    damage = overview(planted_study.folder).damage
    assert damage is not None
    assert damaged in damage


def test_a_study_that_lost_its_plan_is_damaged(planted_study: Study) -> None:
    (planted_study.folder / "plan.toml").unlink()
    assert "plan.toml does not exist" in str(overview(planted_study.folder).damage)


def test_the_studies_of_one_ablation_are_taken_together(
    planted_study: Study, tmp_path: Path
) -> None:
    for name in ("backbone=resnet18", "backbone=resnet34"):
        folder = tmp_path / "ablated" / name
        shutil.copytree(planted_study.folder, folder)
        Study.open(folder, planted_study.plan)
    (tmp_path / "ablated" / "design.json").touch()
    seen = overview(tmp_path / "ablated")
    assert (seen.rows, seen.finished, seen.total) == (8, 34, 34)


def test_a_folder_lists_its_studies_the_newest_first(planted_study: Study, tmp_path: Path) -> None:
    shutil.copytree(planted_study.folder, tmp_path / "older")
    (tmp_path / "none").mkdir()
    planted_study.write(train("eca", 2))
    assert [seen.folder.name for seen in overviews(tmp_path)] == ["study", "older"]
    with pytest.raises(WrongUse, match="none holds no study"):
        overview(tmp_path / "none")
