"""`attnbench regress` of stored sets and of today's code: each planted regression is red."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from attnbench.cli import main
from attnbench.engine.executors.here import Here
from attnbench.engine.progress import Silent
from attnbench.engine.run import prepare
from attnbench.engine.run import run as run_plan
from attnbench.plan.plan import Plan
from attnbench.plan.variant import parse_variants
from attnbench.tasks.recipes import RECIPES
from attnbench.tasks.sources import open_data_of
from attnreport.record import AnyRecord, CostRecord, SpeedRecord, TrainRecord
from attnreport.regression.result_set import ResultSet, dump, load
from tests.reports.conftest import VARIANTS, cost, speed, train

Change = Callable[[AnyRecord], AnyRecord]
Run = Callable[..., tuple[int, str, str]]

PLAN = Plan(modules=parse_variants("ema,ca,eca"), recipe=replace(RECIPES["quick"], epochs=0))
OUTPUTS = {"128x16x16 evaluation": (1.0, -2.0, 0.5)}


def records() -> list[AnyRecord]:
    costs = [replace(cost(row), outputs=OUTPUTS) for row in VARIANTS]
    return [*costs, *(train(row, seed) for row in VARIANTS for seed in range(3)), speed(VARIANTS)]


def save(file: Path, change: Change = lambda record: record) -> Path:
    changed = tuple(map(change, records()))
    file.write_bytes(dump(ResultSet(name=file.name, plan=PLAN.to_toml(), records=changed)))
    return file


def more_params(record: AnyRecord) -> AnyRecord:
    if isinstance(record, CostRecord) and record.variant == "ema" and record.params:
        return replace(record, params=record.params + 1)
    return record


def more_macs(record: AnyRecord) -> AnyRecord:
    if isinstance(record, CostRecord) and record.variant == "ema":
        return replace(record, macs={**record.macs, "torch": (record.macs["torch"] or 0) + 1})
    return record


def other_output(record: AnyRecord) -> AnyRecord:
    if isinstance(record, CostRecord) and record.variant == "ema":
        return replace(record, outputs={"128x16x16 evaluation": (1.0, -2.0, 0.501)})
    return record


def lower_scores(record: AnyRecord) -> AnyRecord:
    if isinstance(record, TrainRecord) and record.variant == "ema":
        scores = {name: tuple(s - 2 for s in values) for name, values in record.scores.items()}
        return replace(record, scores=scores)
    return record


def slower(record: AnyRecord) -> AnyRecord:
    if isinstance(record, SpeedRecord):
        seconds = tuple(1.2 * s for s in record.latency_s["ema"])
        return replace(record, latency_s={**record.latency_s, "ema": seconds})
    return record


def more_memory(record: AnyRecord) -> AnyRecord:
    if isinstance(record, SpeedRecord):
        peaks = {**record.peak_train_step_bytes, "ema": 2**31}
        return replace(record, peak_train_step_bytes=peaks)
    return record


def failed(record: AnyRecord) -> AnyRecord:
    if isinstance(record, CostRecord) and record.variant == "ema":
        return replace(record, error="RuntimeError: no room", params=None)
    return record


PLANTED: Mapping[str, tuple[Change, str, str]] = {
    "params": (more_params, "#.Param.", "regressed"),
    "macs": (more_macs, "FLOPs (torch)", "regressed"),
    "output": (other_output, "Output (128x16x16 evaluation)", "regressed"),
    "score": (lower_scores, "Score (top1)", "regressed"),
    "latency": (slower, "Latency", "regressed"),
    "memory": (more_memory, "Memory, training", "regressed"),
    "failure": (failed, "#.Param.", "broken"),
}


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    monkeypatch.chdir(tmp_path)
    for name in ("GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY"):
        monkeypatch.delenv(name, raising=False)

    def call(*words: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as exit_info:
            main(["regress", *map(str, words)])
        out, err = capsys.readouterr()
        return int(str(exit_info.value.code)), out, err

    return call


def test_equal_sets_are_green(run: Run, tmp_path: Path) -> None:
    one, two = save(tmp_path / "a.json"), save(tmp_path / "b.json")
    code, out, _ = run("--baseline", one, "--current", two)
    assert code == 0
    assert "Verdict: ok" in out


@pytest.mark.parametrize(("change", "column", "verdict"), PLANTED.values(), ids=PLANTED)
def test_a_planted_change_is_red(
    run: Run, tmp_path: Path, change: Change, column: str, verdict: str
) -> None:
    one, two = save(tmp_path / "a.json"), save(tmp_path / "b.json", change)
    code, out, _ = run("--baseline", one, "--current", two, "--output", tmp_path / "out")
    assert code == 1
    assert f"Verdict: {verdict}" in out
    red = [line for line in out.splitlines() if line.startswith("│ EMA") and column in line]
    assert len(red) == 1
    assert verdict in red[0]


def test_an_improvement_is_green_and_said(run: Run, tmp_path: Path) -> None:
    one, two = save(tmp_path / "a.json", more_params), save(tmp_path / "b.json")
    code, out, _ = run("--baseline", one, "--current", two)
    assert code == 0
    assert "improved" in out


def test_every_format_is_written_and_each_can_be_printed(run: Run, tmp_path: Path) -> None:
    one, two = save(tmp_path / "a.json"), save(tmp_path / "b.json", slower)
    out = tmp_path / "out"
    run("--baseline", one, "--current", two, "--format", "md,csv,json,junit,bench", "--output", out)
    assert {file.name for file in out.iterdir()} == {
        *("regress.md", "regress.csv", "regress.json", "regress.xml", "regress-benchmark.json")
    }
    code, printed, _ = run("--baseline", one, "--current", two, "--format", "md")
    assert code == 1
    assert printed == (out / "regress.md").read_text(encoding="utf-8")


def test_times_of_another_machine_are_refused_and_counts_compared(run: Run, tmp_path: Path) -> None:
    def elsewhere(record: AnyRecord) -> AnyRecord:
        return replace(record, environment=replace(record.environment, cpu="Other CPU"))

    one, two = save(tmp_path / "a.json", elsewhere), save(tmp_path / "b.json", slower)
    code, out, _ = run("--baseline", one, "--current", two)
    assert code == 0
    assert "Latency is not compared" in " ".join(out.split())
    code, _, err = run("--baseline", one, "--current", two, "--metrics", "latency")
    assert code == 2
    assert "nothing of" in err


def test_what_was_asked_for_by_name_and_is_not_there_is_not_green(run: Run, tmp_path: Path) -> None:
    def without(record: AnyRecord) -> AnyRecord:
        return replace(record, outputs={}) if isinstance(record, CostRecord) else record

    one, two = save(tmp_path / "a.json", without), save(tmp_path / "b.json")
    arguments = ("--baseline", one, "--current", two)
    code, out, _ = run(*arguments, "--metrics", "params,output")
    assert code == 3
    assert "Output was to be compared, and no row has it in both sets" in " ".join(out.split())
    assert run(*arguments)[0] == 0


@pytest.mark.parametrize("kept", ["baseline", "none"])
def test_sets_with_no_module_in_common_are_not_green(run: Run, tmp_path: Path, kept: str) -> None:
    """Whether the baseline network is in both of them or not."""
    whole = load(save(tmp_path / "a.json").read_bytes(), "a")
    costs = [record for record in whole.records if isinstance(record, CostRecord)]
    rows = {"before": ["baseline"], "after": ["ema"] if kept == "none" else ["baseline", "ema"]}
    for name, variants in rows.items():
        own = tuple(record for record in costs if record.variant in variants)
        (tmp_path / f"{name}.json").write_bytes(dump(replace(whole, records=own)))
    arguments = ("--baseline", tmp_path / "before.json", "--current", tmp_path / "after.json")
    code, out, err = run(*arguments)
    if kept == "none":  # the baseline network was measured, and is gone
        assert code == 1
        assert "Verdict: missing" in out
    else:
        assert (code, out) == (2, "")
        assert "before.json does not have ema; save" in err


def test_a_history_that_cannot_be_kept_is_told_before_anything_runs(
    run: Run, tmp_path: Path
) -> None:
    one = save(tmp_path / "a.json")
    code, out, err = run("--baseline", one, "--current", one, "--history", one)
    assert (code, out) == (2, "")
    assert "a.json" in err


def test_rules_are_read_from_a_file_and_from_the_project(run: Run, tmp_path: Path) -> None:
    one, two = save(tmp_path / "a.json"), save(tmp_path / "b.json", more_memory)
    text = "train_memory.minimum_effect = 0.99\ntrain_memory.rows = {ema = 0.99}\n"
    arguments = ("--baseline", one, "--current", two, "--metrics", "train_memory")
    assert run(*arguments)[0] == 1
    (tmp_path / "lenient.toml").write_text(f"[regress]\n{text}")
    assert run(*arguments, "--rules", "lenient.toml")[0] == 0
    (tmp_path / "pyproject.toml").write_text(f"[tool.attnbench.regress]\n{text}")
    assert run(*arguments)[0] == 0


WRONG = {
    "neither way": ((), "--baseline-ref"),
    "both ways": (("--baseline", "a.json", "--baseline-ref", "main"), "--baseline-ref"),
    "not there": (("--baseline", "none.json", "--current", "a.json"), "attnbench baseline save"),
    "a folder without a study": (("--baseline", ".", "--current", "a.json"), "holds no study"),
    "damaged": (("--baseline", "torn.json", "--current", "a.json"), "torn.json is damaged"),
    "empty": (("--baseline", "empty.json", "--current", "a.json"), "holds no record"),
    "newer": (("--baseline", "newer.json", "--current", "a.json"), "upgrade attnbench"),
    "a record": (("--baseline", "record.json", "--current", "a.json"), "record.json"),
    "plan options": (("--baseline", "a.json", "--backbone", "resnet50"), "--backbone"),
    "a current beside a reference": (
        ("--baseline-ref", "main", "--current", "a.json"),
        "--current",
    ),
    "no modules": (("--baseline-ref", "main"), "--modules"),
    "unknown metric": (("--baseline", "a.json", "--metrics", "speed"), "unknown metric 'speed'"),
    "unknown format": (
        ("--baseline", "a.json", "--format", "xml"),
        "--format must be some of console, md, csv, json, junit, bench (got 'xml')",
    ),
    "two documents": (("--baseline", "a.json", "--format", "md,csv"), "--output"),
    "rules that are not there": (("--baseline", "a.json", "--rules", "r.toml"), "r.toml"),
    "no repository": (("--baseline-ref", "main", "--modules", "eca"), "git repository"),
}


@pytest.mark.parametrize(("words", "expected"), WRONG.values(), ids=WRONG)
def test_a_wrong_use_is_one_line(
    run: Run, tmp_path: Path, words: tuple[str, ...], expected: str
) -> None:
    whole = save(tmp_path / "a.json").read_bytes()
    (tmp_path / "torn.json").write_bytes(whole[:1000])
    (tmp_path / "newer.json").write_bytes(
        whole.replace(b'"schema_version": 1\n}', b'"schema_version": 9\n}')
    )
    empty = replace(load(whole, "a"), records=())
    (tmp_path / "empty.json").write_bytes(dump(empty))
    (tmp_path / "record.json").write_text(json.dumps(json.loads(whole)["records"][0]))
    code, out, err = run(*words)
    assert code == 2
    assert out == ""
    assert err.startswith("error: ")
    assert err.count("\n") == 1
    assert expected in err


def test_a_baseline_is_measured_again_with_todays_code(run: Run, tmp_path: Path) -> None:
    plan = replace(PLAN, modules=parse_variants("eca"))
    source = open_data_of(plan)
    study = prepare(plan, source, tmp_path / "study")
    run_plan(plan, source, study, "attnbench compare", Silent(), Here(), kinds=("cost",))
    code, out, _ = run("--baseline", study.folder, "--executor", "here")
    assert (code, "Verdict: ok" in out) == (0, True)
    [kept] = Path("attnbench-studies").glob("regress-*/current.json")
    measured = load(kept.read_bytes(), str(kept))
    assert {record.kind for record in measured.records} == {"cost"}


def test_times_of_another_machine_are_refused_before_they_are_measured(
    run: Run, tmp_path: Path
) -> None:
    file = save(tmp_path / "a.json")
    code, out, err = run("--baseline", file, "--metrics", "latency,memory")
    assert (code, out) == (2, "")
    assert "Latency is not compared: processor was Example CPU and is " in err
    assert not Path("attnbench-studies").exists()


def test_a_baseline_that_failed_is_refused_before_anything_is_measured(
    run: Run, tmp_path: Path
) -> None:
    file = save(tmp_path / "a.json", lambda record: replace(record, error="no room"))
    code, out, err = run("--baseline", file)
    assert (code, out) == (2, "")
    assert "all 17 cells of" in err
    assert "failed (no room); save" in err
    assert not Path("attnbench-studies").exists()


def test_a_row_that_can_no_longer_be_built_is_missing_and_says_why(
    run: Run, tmp_path: Path
) -> None:
    plan = replace(PLAN, modules=parse_variants("gone,eca"))
    setting = replace(cost("ca").setting, backbone="resnet14-narrow", stem="timm", num_classes=10)
    rows = (cost("baseline"), replace(cost("ca"), variant="gone", label="Gone"))
    kept = tuple(replace(row, setting=setting) for row in rows)
    file = tmp_path / "a.json"
    file.write_bytes(dump(ResultSet(name="a", plan=plan.to_toml(), records=kept)))
    code, out, _ = run("--baseline", file, "--metrics", "params")
    assert code == 1
    assert "missing" in out
    assert "gone cannot be built any more: unknown module 'gone'" in " ".join(out.split())
