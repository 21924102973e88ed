"""`report --per-class` shows the score of each class, or says in a sentence why there is none."""

from pathlib import Path

import pytest

import attnbench
from attnbench.cli import main
from attnbench.study import Study
from tests.attnbench.tasks.segmentation.planted import PICTURES, plant


def report(
    capsys: pytest.CaptureFixture[str], study: Study, *arguments: str, code: int = 0
) -> tuple[str, str]:
    with pytest.raises(SystemExit) as end:
        main(["report", str(study.folder), "--per-class", *arguments])
    assert end.value.code == code
    return capsys.readouterr()


def test_the_classes_are_shown_in_place_of_the_answer(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    study = plant(tmp_path / "study", shifts={"eca": 0})
    shown, _ = report(capsys, study, "--format", "md")
    lines = shown.splitlines()
    assert lines[0] == "### IoU by class"
    assert lines[2] == "| Class | Labelled pixels (%) | Baseline (%) | + ECA (%) | Δ |"
    assert [line.split(" | ")[0] for line in lines[4:13]] == [f"| {n}" for n in PICTURES.classes]
    assert lines[13] == "| Mean |  | 0.00 | 100.00 | +100.00 |"
    assert "- masks, " in shown or "on masks, 1 seed" in shown


def test_every_format_is_written_to_a_folder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report(capsys, plant(tmp_path / "study"), "--output", str(tmp_path / "out"))
    names = {file.name for file in (tmp_path / "out").iterdir()}
    assert names == {f"classes.{suffix}" for suffix in ("md", "csv", "json", "tex")}


def test_from_python_the_result_has_one_more_table(tmp_path: Path) -> None:
    study = plant(tmp_path / "study")
    result = attnbench.open_study(study.folder, per_class=True, progress=False)
    assert result.tables["classes"].title == "IoU by class"
    assert "classes" not in attnbench.open_study(study.folder, progress=False).tables


def test_a_task_without_such_a_score_says_which_has_one(
    planted_study: Study, capsys: pytest.CaptureFixture[str]
) -> None:
    _, error = report(capsys, planted_study, code=2)
    assert "the task classify" in error
    assert "segment has IoU" in error
    assert error.count("\n") == 1


def test_a_study_without_stored_scores_or_runs_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    study = plant(tmp_path / "study")
    for key in ("train-baseline-seed0", "train-eca-seed0"):
        study.outcomes_file(key).unlink()
    _, error = report(capsys, study, code=2)
    assert "has no IoU of single classes" in error
    empty = Study.open(tmp_path / "empty", study.plan)
    _, error = report(capsys, empty, code=2)
    assert "no trained row yet" in error


def test_what_has_no_effect_beside_it_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, error = report(capsys, plant(tmp_path / "study"), "--full", code=2)
    assert "--per-class cannot be combined with --full" in error
