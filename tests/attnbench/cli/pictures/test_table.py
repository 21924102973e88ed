"""A picture is one entry: its name is never written elsewhere."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from attnbench.cli import main
from attnbench.cli.app import make_app
from attnbench.cli.pictures.picture import FORMS, Picture
from attnbench.cli.pictures.table import PICTURES, draw_pictures, shown
from attnbench.cli.study_folder import StudyFolder
from attnbench.study import Study


def report(*arguments: str) -> object:
    with pytest.raises(SystemExit) as end:
        main(["report", *arguments])
    return end.value.code


def test_every_entry_says_what_it_shows_and_is_in_the_help() -> None:
    helps = {
        "study": CliRunner().invoke(make_app(), ["report", "--help"]).output,
        "history": CliRunner().invoke(make_app(), ["history", "--help"]).output,
    }
    for picture in PICTURES.values():
        assert set(picture.forms) <= set(FORMS)
        assert picture.shows in shown(picture.of)
        words = picture.shows.split()
        assert all(word in helps[picture.of] for word in words), picture.shows


def draw_rows(folder: StudyFolder, form: str) -> Iterator[tuple[str, bytes]]:
    yield f"rows.{form}", ",".join(map(str, folder.study.plan.variants)).encode()


def picture(**changes: Any) -> Picture:
    values: dict[str, Any] = {
        "shows": "a skyline of the rows",
        "of": "study",
        "applies": lambda folder: folder.design is None,
        "draw": draw_rows,
        **changes,
    }
    return Picture(**values)


def test_a_picture_that_is_added_is_drawn_and_in_the_help(
    planted_study: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(PICTURES, "rows", picture())
    drawn = tmp_path / "drawn"
    assert report(str(planted_study.folder), "--pictures", str(drawn)) == 0
    assert {file.name for file in drawn.iterdir()} == {"rows.png", "rows.svg"}
    assert (drawn / "rows.png").read_text().startswith("baseline,")
    help_text = CliRunner().invoke(make_app(), ["report", "--help"], env={"COLUMNS": "300"}).output
    assert "a skyline of the rows" in help_text


def test_only_a_quick_picture_is_drawn_beside_tables(
    planted_study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = StudyFolder.open(planted_study.folder)
    assert list(draw_pictures("study", folder)) == []
    monkeypatch.setitem(PICTURES, "slow", picture())
    monkeypatch.setitem(PICTURES, "quick", picture(is_beside_tables=True, forms=("svg",)))
    monkeypatch.setitem(PICTURES, "runs", picture(of="history", is_beside_tables=True))
    beside = [name for name, _ in draw_pictures("study", folder, beside_tables=True)]
    assert beside == ["rows.svg"]
    every = [name for name, _ in draw_pictures("study", folder, forms=("svg",))]
    assert every == ["rows.svg", "rows.svg"]


def test_a_study_without_pictures_says_what_could_be_drawn(
    planted_study: Study, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert report(str(planted_study.folder), "--pictures", str(tmp_path / "drawn")) == 2
    err = capsys.readouterr().err
    assert "a study can have pictures of: for an ablation, the effect of each factor" in err
    assert err.count("\n") == 1
