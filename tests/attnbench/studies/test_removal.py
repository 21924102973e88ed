"""A study is removed as a whole, and nothing but the study."""

import shutil
from pathlib import Path

import pytest

from attnbench.errors import WrongUse
from attnbench.studies.removal import remove_study
from attnbench.study import Study


def test_a_study_is_gone_with_its_folder(planted_study: Study) -> None:
    with planted_study.claim("cost-ema-0a1b"):
        pass
    (planted_study.folder / "tracking" / "sent").mkdir(parents=True)
    assert remove_study(planted_study.folder) == []
    assert not planted_study.folder.exists()


def test_files_that_are_not_of_the_study_are_kept(planted_study: Study) -> None:
    notes = planted_study.folder / "notes.txt"
    notes.write_text("mine")
    assert remove_study(planted_study.folder) == [notes]
    assert list(planted_study.folder.iterdir()) == [notes]


def test_a_study_in_use_is_left_as_it_is(planted_study: Study) -> None:
    with (
        planted_study.claim("train-eca-seed0-0a1b"),
        pytest.raises(WrongUse, match=r"is in use: a process runs train-eca-seed0-0a1b; wait"),
    ):
        remove_study(planted_study.folder)
    assert len(planted_study.records()) == 17


def test_a_damaged_study_can_be_removed(planted_study: Study) -> None:
    (planted_study.folder / "plan.toml").write_text("{")
    remove_study(planted_study.folder)
    assert not planted_study.folder.exists()


def test_all_studies_of_an_ablation_go_together(planted_study: Study, tmp_path: Path) -> None:
    for name in ("backbone=resnet18", "backbone=resnet34"):
        shutil.copytree(planted_study.folder, tmp_path / "ablated" / name)
    (tmp_path / "ablated" / "design.json").touch()
    (tmp_path / "ablated" / "tables").mkdir()
    assert remove_study(tmp_path / "ablated") == []
    assert not (tmp_path / "ablated").exists()


def test_a_folder_without_a_study_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").write_text("")
    with pytest.raises(WrongUse, match="holds no study"):
        remove_study(tmp_path)
    assert (tmp_path / "thesis.tex").exists()
