"""A task that attnbench has never heard of goes through every command, from one file of a user."""

import csv
import io
from contextlib import chdir, redirect_stderr, redirect_stdout
from pathlib import Path

import pytest

from attnbench.cli import main
from attnbench.study import Study
from attnreport.record import TrainRecord

TOY = Path(__file__).with_name("toy.txt")
QUICK = ("--epochs", "1", "--batch-size", "2", "--rounds", "1")
TASK = ("--task", "toy.py:ANGLE", *QUICK, "--study", "./study")


def run(folder: Path, *arguments: str) -> str:
    """What a command prints that succeeds; it runs in this process, which saves it the imports."""
    printed = io.StringIO()
    with (
        chdir(folder),
        redirect_stdout(printed),
        redirect_stderr(printed),
        pytest.raises(SystemExit) as end,
    ):
        main(arguments)
    assert end.value.code == 0, printed.getvalue()
    return printed.getvalue()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where three seeds of two modules were compared, each cell in a process of its own."""
    folder = tmp_path_factory.mktemp("toy")
    (folder / "toy.py").write_text(TOY.read_text())
    compared = ("compare", "--modules", "eca,simam", "--seeds", "3", "--parallel", "1")
    run(folder, *compared, "--output", "out", *TASK)
    return folder


def test_a_comparison_is_scored_in_degrees_and_the_lowest_is_best(folder: Path) -> None:
    text = (folder / "out/compare.md").read_text()
    header, _, *lines = [line.split(" | ") for line in text.splitlines() if line.startswith("|")]
    column = next(place for place, head in enumerate(header) if head.startswith("Error"))
    with (folder / "out/compare.csv").open() as file:
        rows = list(csv.DictReader(file))
    mean = next(name for name in rows[0] if name.startswith("error") and name.endswith("_mean"))
    errors = {row["label"]: float(row[mean]) for row in rows if row[mean]}
    marked = [line[0].strip("| +") for line in lines if "**" in line[column]]
    assert marked in ([], [min(errors, key=lambda row: errors[row])])
    assert "- Error: lower is better." in text
    assert "Errors are of the axis of a bar" in text
    assert "Δ Error (degrees)" in (folder / "out/effects.md").read_text()


def test_the_records_say_all_that_a_table_needs(folder: Path) -> None:
    study = Study.load(folder / "study")
    assert study.plan.task == f"{folder}/toy.py:ANGLE"
    assert study.plan.recipe.options == {"noise": 0.1}
    runs = [record for record in study.records() if isinstance(record, TrainRecord)]
    assert len(runs) == 9
    assert {run.setting.task for run in runs} == {"angle"}
    assert [kind.name for kind in runs[0].score_kinds] == ["error", "within10"]
    assert [kind.chance for kind in runs[0].score_kinds] == [45.0, None]
    assert all(0 <= run.scores["error"][-1] <= 90 for run in runs)
    assert study.outcomes(runs[0].key)["error"].shape == (32,)


def test_a_report_shows_the_same_table(folder: Path) -> None:
    run(folder, "report", "study", "--output", "again", "--format", "md")
    assert (folder / "again/compare.md").read_text() == (folder / "out/compare.md").read_text()


def test_an_ablation_is_scored_in_degrees_too(folder: Path) -> None:
    varied = ("--module", "eca", "--vary", "kernel_size=3,5", "--seeds", "1")
    table = run(folder, "ablate", *varied, "--executor", "here", *TASK[:-1], "ablation")
    assert "(degrees)" in table


def test_a_study_is_no_worse_than_itself(folder: Path) -> None:
    metrics = ("--metrics", "params,score")
    report = run(folder, "regress", "--baseline", "study", "--current", "study", *metrics)
    assert "Verdict: ok" in report
    assert "degrees" in report


def test_seeds_are_planned_for_a_difference_in_degrees(folder: Path) -> None:
    assert "degrees" in run(folder, "plan-seeds", "study", "--detect", "5")
