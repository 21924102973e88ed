"""A design lies beside its study; a damaged one is refused by name."""

from pathlib import Path

import pytest

from attnbench.ablation.folder import read_design, study_folders, write_design
from attnreport.ablation.design import Design, Factor, Point, UnreadableDesign

DESIGN = Design(
    title="Ablation of EMA",
    factors=(Factor(name="groups", levels=("16", "32"), reference="32"),),
    points=(Point(study="", variant="ema", label="EMA_32", levels={"groups": "32"}),),
)


def test_a_design_is_read_back_as_it_was(tmp_path: Path) -> None:
    assert read_design(tmp_path) is None
    write_design(tmp_path / "study", DESIGN)
    assert read_design(tmp_path / "study") == DESIGN


def test_a_damaged_design_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "design.json").write_text('{"title": 3}')
    with pytest.raises(UnreadableDesign, match=r"design\.json is damaged"):
        read_design(tmp_path)


def test_each_of_several_studies_has_a_folder_of_its_own(tmp_path: Path) -> None:
    names = ["backbone=resnet18,recipe.lr=0.1", "data=folder:a/b"]
    folders = study_folders(tmp_path, names)
    assert folders[names[0]] == tmp_path / names[0]
    assert folders[names[1]].parent == tmp_path
    assert study_folders(tmp_path, [""]) == {"": tmp_path}


def test_a_level_that_no_factor_has_is_refused(tmp_path: Path) -> None:
    write_design(tmp_path, DESIGN)
    file = tmp_path / "design.json"
    file.write_text(file.read_text().replace('"reference": "32"', '"reference": "64"'))
    with pytest.raises(UnreadableDesign, match="factor groups has no level '64'"):
        read_design(tmp_path)
