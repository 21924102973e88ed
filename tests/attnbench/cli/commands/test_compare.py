"""`attnbench compare` as a user runs it: real processes, real training, real kills."""

import csv
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from attnbench.cli import main
from attnbench.plan.plan import Plan
from attnbench.plan.variant import parse_variants
from attnbench.study import Study
from attnbench.tasks.recipes import RECIPES
from attnreport.record import SpeedRecord, TrainRecord

Compared = tuple[Path, "subprocess.CompletedProcess[str]"]
Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs the command line in this process, which saves it the imports; cells have their own."""

    def run_here(folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
        monkeypatch.chdir(folder)
        with pytest.raises(SystemExit) as end:
            main(arguments)
        out, err = capsys.readouterr()
        assert isinstance(end.value.code, int)
        return subprocess.CompletedProcess(arguments, end.value.code, out, err)

    return run_here


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.glob("records/*.json"))}


def test_it_succeeds_and_says_where_the_study_is(compared: Compared) -> None:
    _, result = compared
    assert result.returncode == 0, result.stderr
    assert "study: study" in result.stderr
    assert "train eca seed 0" in result.stderr
    assert "wrote out: " in result.stderr


def test_the_answer_comes_first_in_few_and_narrow_lines(compared: Compared) -> None:
    _, result = compared
    lines = result.stdout.splitlines()
    assert lines[0] == "resnet14-narrow on digits, 1 seed: ECA is not shown to earn its cost"
    assert [line.split()[0] for line in lines[2:4]] == ["Baseline", "+"]
    assert lines[3].split("  ")[-1].startswith(("open: ", "no: over budget"))
    assert lines[-2].startswith("next: attnbench compare --study study --seeds 5 ")
    assert lines[-1] == "more: attnbench report study --full, or --explain ECA:Top-1"


def test_the_full_table_has_the_baseline_first_every_counter_speed_and_scores(
    compared: Compared, run: Run
) -> None:
    folder, _ = compared
    result = run(folder, "report", "study", "--full", "--max-params", "+1%")
    rows = [line.split("│")[1:-1] for line in result.stdout.splitlines() if line.startswith("│")]
    assert [row[0].strip() for row in rows] == 2 * ["Baseline", "+ ECA", "Baseline again"]
    heads = "".join(line for line in result.stdout.splitlines() if line.startswith("┃"))
    for head in (
        "#.Param.",
        "(torch)",
        "(fvcore)",
        "(thop)",
        "(img/s)",
        "(× baseline)",
        "(MiB)",
        "Budget",
    ):
        assert head in heads
    assert "91.31K" in rows[0][2]


def test_the_tables_are_written_in_the_study_and_beside(compared: Compared) -> None:
    folder, _ = compared
    for place in ("study/tables", "out"):
        assert {path.name for path in (folder / place).iterdir()} == {
            f"{table}.{form}"
            for table in ("compare", "speed")
            for form in ("md", "csv", "json", "tex")
        }


def test_csv_has_exact_numbers_with_their_unit_in_the_head(compared: Compared) -> None:
    folder, _ = compared
    with (folder / "out" / "compare.csv").open(newline="") as stream:
        baseline, eca, null = csv.DictReader(stream)
    assert baseline["params"] == "91306"
    assert int(eca["params"]) == 91_306 + 4 * 5
    assert int(eca["macs_torch"]) - int(baseline["macs_torch"]) == 5 * 4 * 128
    for column in ("throughput_per_s", "latency_ms", "train_step_ms", "peak_train_step_bytes"):
        assert float(eca[column]) > 0
    assert eca["budget"] == "fits"
    assert 0 <= float(eca["top1_percent_mean"]) <= float(eca["top5_percent_mean"]) <= 100
    assert null["variant"] == "baseline again"
    assert null["params"] == ""


def test_json_says_the_same_as_csv(compared: Compared) -> None:
    folder, _ = compared
    content = json.loads((folder / "out" / "compare.json").read_text())
    assert [row["params"] for row in content["rows"]] == [91_306, 91_326, None]
    assert any("too few to rank" in note for note in content["notes"])
    assert [caution["kind"] for caution in content["cautions"]].count("not enough seeds") == 1


def test_rows_start_from_the_same_weights_and_see_the_same_batches(compared: Compared) -> None:
    folder, _ = compared
    runs = [r for r in Study.load(folder / "study").records() if isinstance(r, TrainRecord)]
    assert len(runs) == 2
    assert len({run.initial_weights_sha256 for run in runs}) == 1
    assert len({run.batches_sha256 for run in runs}) == 1


def test_a_recipe_that_is_too_short_is_a_caution_in_the_record(compared: Compared) -> None:
    folder, _ = compared
    runs = [r for r in Study.load(folder / "study").records() if isinstance(r, TrainRecord)]
    assert ["still improving"] in [[caution.kind for caution in run.cautions] for run in runs]


def test_what_guessing_gets_among_ten_digits_is_in_the_record(compared: Compared) -> None:
    folder, _ = compared
    runs = [r for r in Study.load(folder / "study").records() if isinstance(r, TrainRecord)]
    assert [kind.chance for kind in runs[0].score_kinds] == [10.0, 50.0]


def test_the_baseline_again_takes_the_memory_of_the_baseline(compared: Compared) -> None:
    folder, _ = compared
    speed = next(r for r in Study.load(folder / "study").records() if isinstance(r, SpeedRecord))
    for peaks in (speed.peak_forward_bytes, speed.peak_train_step_bytes):
        assert peaks["baseline again"] == peaks["baseline"]
    assert speed.peak_train_step_bytes["eca"] > speed.peak_train_step_bytes["baseline"]


def test_explain_says_how_a_cell_was_made(compared: Compared, run: Run) -> None:
    folder, _ = compared
    result = run(folder, "report", "study", "--explain", "eca:top1")
    assert result.returncode == 0
    assert "seed 0:" in result.stdout
    assert "command: attnbench compare --plan short.toml" in result.stdout


def test_output_that_nobody_reads_to_its_end_is_no_error(compared: Compared) -> None:
    folder, _ = compared
    result = subprocess.run(
        f"{sys.executable} -m attnbench report study --format md | head -1",
        shell=True,
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
    )
    assert result.stderr == ""


def test_raw_samples_and_outcomes_are_kept(compared: Compared) -> None:
    folder, _ = compared
    speed = next(r for r in Study.load(folder / "study").records() if isinstance(r, SpeedRecord))
    for seconds in (speed.forward_s, speed.latency_s, speed.train_step_s):
        assert set(seconds) == {"baseline", "eca", "baseline again"}
        assert len({len(samples) for samples in seconds.values()}) == 1
    assert len(list((folder / "study" / "outcomes").glob("train-*.npz"))) == 2


def test_records_say_how_to_make_them_again(compared: Compared) -> None:
    folder, _ = compared
    for record in Study.load(folder / "study").records():
        assert record.command.startswith("attnbench compare --plan short.toml")
        assert record.environment.torch
        assert record.started_at.endswith("+00:00")


def test_the_same_command_again_measures_nothing(compared: Compared, run: Run) -> None:
    folder, first = compared
    before = files(folder / "study")
    again = run(folder, *first.args)
    assert again.returncode == 0
    assert "train" not in again.stderr
    assert again.stdout == first.stdout
    assert files(folder / "study") == before


def test_dry_run_after_it_has_nothing_left(compared: Compared, run: Run) -> None:
    folder, first = compared
    result = run(folder, *first.args, "--dry-run")
    assert "train eca seed 0: finished" in result.stdout
    assert "0 cells to run" in result.stdout


def test_dry_run_measures_and_writes_nothing(tmp_path: Path, run: Run) -> None:
    result = run(tmp_path, "compare", "--modules", "se,eca", "--dry-run")
    assert result.returncode == 0
    assert "train se seed 1: about" in result.stdout
    assert "10 cells to run, training " in result.stdout
    assert list(tmp_path.iterdir()) == []


def test_a_study_alone_goes_on_with_its_own_plan(compared: Compared, run: Run) -> None:
    folder, _ = compared
    words = ("compare", "--study", "study", "--dry-run")
    assert "0 cells to run" in run(folder, *words).stdout
    grown = run(folder, *words, "--seeds", "2", "--modules", "se").stdout
    assert "train eca seed 0: finished" in grown
    assert "train se seed 1: about" in grown


def test_report_prints_the_same_table(compared: Compared, run: Run) -> None:
    folder, result = compared
    words = ("report", "study", "--max-params", "+1%")
    assert run(folder, *words).stdout == result.stdout
    text = run(folder, *words, "--format", "md").stdout
    assert text.startswith((folder / "out" / "compare.md").read_text())


def test_a_stored_plan_runs_again(compared: Compared, run: Run) -> None:
    folder, _ = compared
    result = run(folder, "compare", "--plan", "study/plan.toml", "--study", "study")
    assert result.returncode == 0, result.stderr
    assert "train" not in result.stderr


def children(parent: int) -> list[int]:
    """The processes that a process has started, from Linux's own list."""
    listed = Path(f"/proc/{parent}/task/{parent}/children")
    try:
        return [int(child) for child in listed.read_text().split()]
    except FileNotFoundError:
        return []


def cells_of(command: int) -> list[int]:
    """The processes of the cells that run: each the child of a worker."""
    return [cell for worker in children(command) for cell in children(worker)]


def start_long_training(folder: Path) -> "subprocess.Popen[str]":
    """A comparison of two rows, both of which are training when it is given back."""
    recipe = replace(RECIPES["quick"], name="long", epochs=30, batch_size=8)
    plan = Plan(modules=parse_variants("eca"), recipe=recipe, seeds=(0,), batch_size=8, rounds=8)
    (folder / "long.toml").write_text(plan.to_toml())
    arguments = ("compare", "--plan", "long.toml", "--parallel", "2", "--study", "./study")
    command = subprocess.Popen(
        [sys.executable, "-m", "attnbench", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=folder,
    )
    assert command.stderr is not None
    for line in command.stderr:
        if "speed of" in line:
            break
    end = time.monotonic() + 100
    while len(cells_of(command.pid)) < 2 and time.monotonic() < end:
        time.sleep(0.05)
    return command


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc").exists(), reason="looks for the child process in /proc")
def test_a_killed_cell_is_a_failed_record_and_the_study_goes_on(tmp_path: Path) -> None:
    command = start_long_training(tmp_path)
    running = cells_of(command.pid)
    for cell in running:
        os.kill(cell, signal.SIGKILL)
    _, errors = command.communicate(timeout=200)
    assert command.returncode == 1
    assert errors.count("signal 9") == 2
    records = Study.load(tmp_path / "study").records()
    failed = [r for r in records if r.error]
    assert [record.kind for record in failed] == ["train", "train"]
    assert all("lack of memory" in str(record.error) for record in failed)
    assert sum(record.error is None for record in records) == 3


@pytest.mark.skipif(
    signal.getsignal(signal.SIGINT) is signal.SIG_IGN,
    reason="whatever runs the tests, such as a shell in the background, has them ignore Ctrl-C",
)
@pytest.mark.skipif(not Path("/proc").exists(), reason="looks for the child process in /proc")
@pytest.mark.slow
def test_ctrl_c_while_cells_train_exits_130_and_leaves_whole_records_and_no_process(
    tmp_path: Path,
) -> None:
    command = start_long_training(tmp_path)
    workers = children(command.pid)
    running = cells_of(command.pid)
    command.send_signal(signal.SIGINT)
    _, errors = command.communicate(timeout=60)
    assert command.returncode == 130
    assert errors.endswith(
        "stopped: 3 of 5 cells finished and kept; run the same command again to continue\n"
    )
    assert "error:" not in errors
    assert "Traceback" not in errors
    end = time.monotonic() + 10
    while any(map(is_running, (*workers, *running))) and time.monotonic() < end:
        time.sleep(0.05)
    assert not any(map(is_running, (*workers, *running)))
    study = Study.load(tmp_path / "study")
    assert [record.kind for record in study.records()] == ["cost", "cost", "speed"]
    assert not any(record.error for record in study.records())
    assert not list(tmp_path.rglob("*.part"))


def is_running(process: int) -> bool:
    """Whether a process is there and no mere entry that nobody has asked for its exit code."""
    try:
        return ") Z " not in Path(f"/proc/{process}/stat").read_text()
    except FileNotFoundError:
        return False
