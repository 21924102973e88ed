"""`attnbench report` shows of a study what was asked for."""

import csv
from pathlib import Path

import numpy as np
import pytest

from attnbench.cli import main
from attnbench.study import Study
from attnreport.record import TrainRecord

Compared = tuple[Path, object]


def report(
    capsys: pytest.CaptureFixture[str], folder: Path, *arguments: str, code: int = 0
) -> tuple[str, str]:
    with pytest.raises(SystemExit) as end:
        main(["report", str(folder), *arguments])
    assert end.value.code == code
    return capsys.readouterr()


def test_the_best_on_test_is_shown_where_it_is_asked_for(
    compared: Compared, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = compared[0] / "study"
    plain, _ = report(capsys, folder, "--format", "csv")
    assert "best_on_test" not in plain
    optimistic, _ = report(capsys, folder, "--format", "csv", "--show-optimism")
    for row in list(csv.DictReader(optimistic.splitlines()))[:2]:
        assert float(row["top1_best_on_test_percent_mean"]) >= float(row["top1_percent_mean"])
    shown, _ = report(capsys, folder, "--format", "md", "--show-optimism")
    assert "best epoch on test (optimistic)" in shown
    assert "It is not a result" in shown


def test_trained_networks_are_compared_image_by_image(
    compared: Compared, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = compared[0] / "study"
    runs = [r for r in Study.load(folder).records() if isinstance(r, TrainRecord)]
    outcomes = [Study.load(folder).outcomes(run.key)["correct"] for run in runs]
    assert len({values.shape for values in outcomes}) == 1
    assert all(values.dtype == np.bool_ for values in outcomes)
    shown, _ = report(capsys, folder, "--format", "md")
    assert "Trained networks, not modules" in shown


def test_every_table_is_a_float_of_latex(
    compared: Compared, capsys: pytest.CaptureFixture[str]
) -> None:
    shown, _ = report(capsys, compared[0] / "study", "--format", "tex")
    captions = [line for line in shown.splitlines() if line.startswith(r"  \caption")]
    assert len(captions) == shown.count(r"\end{table") == 2
    assert captions[0] == r"  \caption{Comparison of attention modules}"


def test_without_a_study_the_newest_is_shown_and_named(
    planted_study: Study,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("attnbench-studies").mkdir()
    planted_study.folder.rename("attnbench-studies/one")
    with pytest.raises(SystemExit) as end:
        main(["report", "--format", "csv"])
    assert end.value.code == 0
    out, err = capsys.readouterr()
    assert out == report(capsys, Path("one"), "--format", "csv")[0]
    assert err == "study: attnbench-studies/one (the newest; name another one to see it)\n"


def test_the_columns_of_a_table_for_a_paper_are_chosen(
    planted_study: Study, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    chosen = ("--columns", "method,top1,params", "--format", "md,csv", "--output", str(tmp_path))
    report(capsys, planted_study.folder, *chosen)
    lines = (tmp_path / "compare.md").read_text().splitlines()
    assert lines[4] == "| Method | Top-1 (%) | #.Param. |"
    assert "latency_ratio" in (tmp_path / "compare.csv").read_text()
    assert "Training step (ms)" in (tmp_path / "speed.md").read_text()


def test_an_unknown_column_is_answered_with_those_of_the_study(
    planted_study: Study, capsys: pytest.CaptureFixture[str]
) -> None:
    _, error = report(capsys, planted_study.folder, "--columns", "method,top3", code=2)
    assert error.startswith("error: --columns must be some of method, backbone, params, macs, ")
    assert error.endswith("(got 'method,top3')\n")
