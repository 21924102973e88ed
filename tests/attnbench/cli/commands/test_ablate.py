"""`attnbench ablate` as a user runs it; its cells really train, on few images."""

import json
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from attnbench.ablation.reading import AblationRequest, read_ablation
from attnbench.cli import main
from attnbench.cli.actions.ablate import measure_and_show
from attnbench.cli.commands.ablate import Ablate
from attnbench.cli.options.machine import ExecutionOptions
from attnbench.plan.plan import Plan
from attnbench.plan.variant import parse_variant, parse_variants
from attnbench.study import Study
from attnbench.tasks.recipes import RECIPES

FORMATS = ("md", "csv", "json", "tex")

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def run_here(*arguments: str) -> "subprocess.CompletedProcess[str]":
        with pytest.raises(SystemExit) as end:
            main(arguments)
        out, err = capsys.readouterr()
        assert isinstance(end.value.code, int)
        return subprocess.CompletedProcess(arguments, end.value.code, out, err)

    return run_here


@pytest.fixture(scope="module")
def ablated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which CBAM and each of its parts were really measured, with one seed."""
    folder = tmp_path_factory.mktemp("ablated")
    recipe = replace(
        RECIPES["quick"], name="short", epochs=1, warmup_epochs=0, batch_size=8, precision="fp32"
    )
    plan = Plan(
        modules=parse_variants("cbam"), recipe=recipe, seeds=(0,), limit=100, rounds=1, batch_size=4
    )
    ablation = read_ablation(
        plan, parse_variant("cbam"), AblationRequest(vary=("channel=on,off", "spatial=on,off"))
    )
    request = Ablate(
        study=str(folder / "study"),
        format=FORMATS,
        output=folder / "out",
        execution=ExecutionOptions(executor="here"),
    )
    measure_and_show(ablation, request)
    return folder


def test_its_tables_are_in_the_study_and_beside_in_every_format(ablated: Path) -> None:
    for place in ("study/tables", "out"):
        names = {path.name for path in (ablated / place).iterdir()}
        tables = {
            f"{table}.{form}" for table in ("ablation", "factors", "speed") for form in FORMATS
        }
        assert names == tables | {"effects.png", "effects.svg"}


def test_its_rows_are_the_baseline_and_what_can_be_built(ablated: Path) -> None:
    rows = json.loads((ablated / "out/ablation.json").read_text())["rows"]
    labels = [row["label"] for row in rows]
    assert labels[:4] == ["Baseline", "CBAM", "CBAM w/o spatial", "CBAM w/o channel"]
    assert all(row["seeds"] == 1 for row in rows[:4])
    assert [row["factor_channel"] for row in rows[1:4]] == ["on", "on", "off"]


def test_what_cannot_be_built_is_named_below_the_rows(ablated: Path) -> None:
    text = (ablated / "out/ablation.md").read_text()
    assert "CBAM w/o channel and spatial" in text
    assert "channel=off and spatial=off leave no attention" in text


def test_its_effects_are_those_of_matched_rows(ablated: Path) -> None:
    rows = json.loads((ablated / "out/ablation.json").read_text())["rows"]
    params = {row["label"]: row["params"] for row in rows}
    effects = json.loads((ablated / "out/factors.json").read_text())["rows"]
    spatial = next(row for row in effects if row["factor"] == "spatial")
    assert spatial["params_difference"] == params["CBAM"] - params["CBAM w/o spatial"] == 4 * 100


def test_report_prints_the_same_tables_again(ablated: Path, run: Run) -> None:
    result = run("report", str(ablated / "study"), "--format", "md")
    assert result.returncode == 0
    assert (ablated / "out/ablation.md").read_text() in result.stdout
    assert (ablated / "out/factors.md").read_text() in result.stdout


def test_report_writes_the_same_files_again(ablated: Path, run: Run, tmp_path: Path) -> None:
    forms = ",".join(FORMATS)
    run("report", str(ablated / "study"), "--format", forms, "--output", str(tmp_path))
    written = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert written == {path.name: path.read_bytes() for path in (ablated / "out").iterdir()}


def test_its_study_alone_continues_it_under_more_seeds(ablated: Path, run: Run) -> None:
    study = str(ablated / "study")
    result = run("ablate", "--study", study, "--seeds", "2", "--dry-run")
    assert result.returncode == 0, result.stderr
    assert result.stdout.splitlines()[:3] == [
        "CBAM: cbam",
        "CBAM w/o spatial: cbam(spatial=off)",
        "CBAM w/o channel: cbam(channel=off)",
    ]
    assert "4 cells to run" in result.stdout
    finished = run("ablate", "--study", study)
    assert finished.returncode == 0
    assert finished.stderr.startswith(f"study: {study}\nwrote")


def test_its_columns_can_be_chosen(ablated: Path, run: Run, tmp_path: Path) -> None:
    result = run(
        *("ablate", "--study", str(ablated / "study"), "--columns", "method,params"),
        *("--format", "console,tex", "--output", str(tmp_path)),
    )
    assert result.returncode == 0, result.stderr
    heads = next(line for line in result.stdout.splitlines() if "Method" in line)
    assert "#.Param." in heads
    assert "FLOPs" not in heads
    text = (tmp_path / "ablation.tex").read_text()
    assert text.count(r"\begin{tabular}{@{}lr@{}}") == 1
    assert "Latency" not in text


def test_its_study_refuses_another_recipe(ablated: Path, run: Run) -> None:
    result = run("ablate", "--study", str(ablated / "study"), "--set", "lr=0.5")
    assert (result.returncode, result.stderr.count("\n")) == (2, 1)
    assert "recipe" in result.stderr


def test_what_is_typed_in_its_study_is_another_ablation(ablated: Path, run: Run) -> None:
    typed = ("--vary", "reduction=8,16", "--module", "cbam", "--dry-run")
    result = run("ablate", "--study", str(ablated / "study"), *typed)
    assert result.returncode == 0, result.stderr
    assert "cbam(reduction=8)" in result.stdout


def test_it_is_an_ordinary_study_too(ablated: Path) -> None:
    study = Study.load(ablated / "study")
    assert study.plan.modules == parse_variants("cbam,cbam(spatial=off),cbam(channel=off)")


def test_export_takes_a_row_by_the_name_that_tables_print(
    ablated: Path, run: Run, tmp_path: Path
) -> None:
    file = tmp_path / "row.safetensors"
    typed = ("CBAM w/o spatial", "--format", "safetensors", "--output", str(file))
    result = run("export", str(ablated / "study"), *typed)
    assert result.returncode == 0, result.stderr
    assert file.exists()


def test_report_explains_a_row_by_the_name_that_it_prints(ablated: Path, run: Run) -> None:
    result = run("report", str(ablated / "study"), "--explain", "CBAM w/o spatial:params")
    assert result.returncode == 0
    assert "cost-cbam-spatial=off" in result.stdout


def test_report_with_a_folder_alone_writes_tables_too(
    ablated: Path, run: Run, tmp_path: Path
) -> None:
    run("report", str(ablated / "study"), "--output", str(tmp_path))
    assert {"ablation.md", "ablation.csv", "factors.json", "effects.png"} <= {
        path.name for path in tmp_path.iterdir()
    }


def test_report_refuses_what_an_ablations_tables_do_not_know(ablated: Path, run: Run) -> None:
    result = run("report", str(ablated / "study"), "--max-params", "+1%")
    assert (result.returncode, result.stderr.count("\n")) == (2, 1)
    assert "holds only an ablation, whose tables show neither a budget" in result.stderr


@pytest.mark.slow
def test_what_is_around_the_module_is_measured_in_a_study_each(run: Run, tmp_path: Path) -> None:
    folder = str(tmp_path / "study")
    vary = ("--module", "eca", "--vary", "recipe.lr=0.002,0.004")
    short = ("--epochs", "1", "--limit", "100", "--seeds", "1", "--study", folder)
    assert run("ablate", *vary, *short, "--format", "json").returncode == 0
    rows = json.loads((tmp_path / "study/tables/ablation.json").read_text())["rows"]
    assert [row["label"] for row in rows if row["seeds"] == 1] == 2 * ["Baseline", "ECA"]
    effects = json.loads((tmp_path / "study/tables/factors.json").read_text())["rows"]
    assert [(row["factor"], row.get("latency_ratio")) for row in effects] == [("recipe.lr", None)]
    assert run("report", folder, "--format", "md").returncode == 0
    result = run("report", folder, "--explain", "eca:params")
    assert (result.returncode, "holds several studies; name one of" in result.stderr) == (2, True)


def test_a_dry_run_names_the_rows_and_what_is_refused(run: Run, tmp_path: Path) -> None:
    study = str(tmp_path / "study")
    result = run("ablate", "--groups", "32,48", "--epochs", "0", "--study", study, "--dry-run")
    assert result.returncode == 0
    assert "EMA_32: ema\n" in result.stdout
    assert "EMA_no: ema(cross_spatial=off)\n" in result.stdout
    assert "refused: EMA_48: ema at layer1.0.se: channels=128 is not divisible" in result.stderr
    assert not (tmp_path / "study").exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--module", "ema,ca"), "--module must name one module, not 2 (got 'ema,ca')"),
        (("--module", "emma"), "unknown module 'emma'; did you mean 'ema'"),
        (("--module", "ca", "--groups", "8"), "unknown factor of ca 'groups'"),
        (("--vary", "groups"), "cannot read 'groups'; write option=a,b,c"),
        (
            ("--groups", "16,32", "--format", "pdf"),
            "--format must be some of console,",
        ),
        (("--stage-mask", "11"), "resnet14-narrow has 4 stages"),
    ],
)
def test_a_wrong_use_is_one_line(arguments: Sequence[str], message: str, run: Run) -> None:
    result = run("ablate", *arguments)
    assert result.returncode == 2
    assert message in result.stderr
    assert result.stderr.count("\n") == 1
