"""Whatever a user can type wrong is one `error:` line with a way out, and exit code 2."""

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from attnbench.cli import main
from attnbench.plan.plan import Plan
from attnbench.plan.variant import parse_variants
from attnbench.study import Study
from attnbench.tasks.recipes import RECIPES

PLAN = Plan(modules=parse_variants("se"), recipe=RECIPES["quick"])
COMPARE = ("compare", "--modules", "eca", "--study", "./s")

WRONG: dict[str, tuple[tuple[str, ...], str]] = {
    "no such command": (("comparr",), "comparr"),
    "no such option": ((*COMPARE, "--moduls", "eca"), "--moduls"),
    "no modules": (("compare",), "pass --modules, such as ema,ca,eca"),
    "unknown module": (("compare", "--modules", "emma"), "did you mean 'ema'"),
    "far-off module": (("compare", "--modules", "transformer"), "see: attnbench list modules"),
    "module twice": (("compare", "--modules", "eca,eca"), "named twice"),
    "empty module": (("compare", "--modules", "eca,,ca"), "name(option=value,...)"),
    "open parenthesis": (("compare", "--modules", "ema(groups=16"), "cannot read module"),
    "unknown option of a module": (
        ("compare", "--modules", "ema(group=16)"),
        "did you mean 'groups'",
    ),
    "module without options": (("compare", "--modules", "nam(groups=1)"), "its options: none"),
    "option of another type": (("compare", "--modules", "ema(groups=big)"), "a whole number"),
    "switch of another type": (("compare", "--modules", "cbam(spatial=2)"), "pass on or off"),
    "groups that do not divide": (
        ("compare", "--modules", "ema(groups=24)"),
        "channels=128 is not divisible by groups=24; groups=32 would work at every place",
    ),
    "even kernel": (("compare", "--modules", "eca(kernel_size=4)"), "kernel_size=5 would work"),
    "window above the map": (
        ("compare", "--modules", "scsa(window=9)"),
        "8x8 map is smaller than window=9; window=8 would work at every place",
    ),
    "unknown backbone": ((*COMPARE, "--backbone", "resnt50"), "did you mean 'resnet50"),
    "unknown stem": ((*COMPARE, "--stem", "big"), "known: timm, cifar"),
    "stem that does not fit": ((*COMPARE, "--stem", "cifar"), "--stem cifar is not known"),
    "site that matches nothing": ((*COMPARE, "--site", "layer9.*"), "blocks: layer1.0"),
    "misspelt site": ((*COMPARE, "--site", "residul"), "did you mean 'residual'"),
    "column that there is not": (
        (*COMPARE, "--columns", "method,top9"),
        "--columns must be some of method, backbone",
    ),
    "column of no ablation": (("ablate", "--columns", "top9"), "--columns must be some of method"),
    "misspelt site of a module": (
        ("compare", "--modules", "eca(site=blocks)"),
        "did you mean 'block'",
    ),
    "misspelt site to vary": (("ablate", "--sites", "block,stages"), "did you mean 'stage'"),
    "misspelt site to inspect": (
        ("inspect", "--module", "eca", "--site", "Residual"),
        "did you mean 'residual'",
    ),
    "card of one module among several": (
        ("list", "modules", "--card", "ema", "--year", "2023"),
        "--card cannot be combined with --year",
    ),
    "family that is none": (
        ("list", "modules", "--family", "canal"),
        "--family must be some of channel, spatial",
    ),
    "map without a width": (
        ("list", "modules", "--fits", "64,14"),
        "--fits must be channels, height",
    ),
    "filter without a match": (
        ("list", "backbones", "--filter", "nothing*"),
        "--filter must match at least one backbone",
    ),
    "unknown tracker": ((*COMPARE, "--track", "tensorbord"), "did you mean 'tensorboard'"),
    "tracker file that is not there": (
        (*COMPARE, "--track", "absent.py:Mine"),
        "absent.py does not exist",
    ),
    "export from no study": (("export", "none", "EMA"), "none"),
    "unknown format of an export": (
        ("export", "s", "EMA", "--format", "tflite"),
        "known: onnx, pt2, safetensors",
    ),
    "negative seed of an export": (
        ("export", "s", "EMA", "--seed", "-1"),
        "--seed must be at least 0",
    ),
    "site on a norm": ((*COMPARE, "--site", "layer1.*.bn3"), "use --site residual"),
    "site on an occupied slot": (
        (*COMPARE, "--backbone", "seresnet18"),
        "use --site replace to take its place",
    ),
    "backbone without known branches": (
        (*COMPARE, "--backbone", "vgg11"),
        "matches nothing in VGG; use one of block, stage",
    ),
    "site without its structure": (
        (*COMPARE, "--site", "replace"),
        "site 'replace' (in place of each of the network's own",
    ),
    "module file that is not there": (
        ("compare", "--modules", "no.py:Mine"),
        "no.py does not exist",
    ),
    "module file without a class": (("compare", "--modules", "empty.py"), "no torch module"),
    "module file that fails": (
        ("compare", "--modules", "fails.py:Mine"),
        "fails when it is run, line 1",
    ),
    "choice that there is not": (
        ("compare", "--modules", "bam(fusion=sum)"),
        "fusion='sum' is not allowed; pass one of multiply, add",
    ),
    "control of no gate": (
        ("compare", "--modules", "shuffled_gate(of=nonlocal)"),
        "of='nonlocal' is not allowed",
    ),
    "convolution as cheap as eca": (
        ("compare", "--modules", "conv_matched(of=eca)"),
        "eca costs 640 MACs",
    ),
    "module without .py": (
        ("compare", "--modules", "fails:Mine"),
        "fails.py fails when it is run, line 1",
    ),
    "folder for a module": (("check", "."), ". is a folder"),
    "no checks": (("check", "eca", "--only", ""), "--only must name at least one (got '')"),
    "no threads": ((*COMPARE, "--threads", "0"), "--threads must be at least 1 (got 0)"),
    "study that is a file": (
        (*COMPARE[:-1], "file", "--dry-run"),
        "--study must be a folder (file is a file)",
    ),
    "inspect a size that the network does not take": (
        ("inspect", "--module", "se", "--input-size", "64", "--backbone", "vit_tiny_patch16_224"),
        "does not run on 3x64x64 images",
    ),
    "inspect an image of one channel": (
        ("inspect", "--module", "se", "--input-size", "1x64x64", "--backbone", "resnet18"),
        "does not run on 1x64x64 images",
    ),
    "card of nothing known": (("list", "modules", "--card", "emma"), "did you mean 'ema'"),
    "sites of no backbone": (("list", "sites", "--backbone", "resnt50"), "did you mean 'resnet50"),
    "unknown data": ((*COMPARE, "--data", "imagenet"), "are known; see: attnbench list data"),
    "unknown recipe": ((*COMPARE, "--recipe", "slow"), "known: quick"),
    "missing recipe file": ((*COMPARE, "--recipe", "no.toml"), "cannot read recipe no.toml"),
    "field of a recipe without a value": (
        (*COMPARE, "--set", "lr"),
        "--set must be FIELD=VALUE, such as lr=0.002 (got 'lr')",
    ),
    "field of a recipe twice": (
        (*COMPARE, "--set", "lr=1", "--set", "lr=2"),
        "--set names lr twice; give one value",
    ),
    "unknown field of a recipe": (
        (*COMPARE, "--set", "wieght_decay=0"),
        "unknown field of a recipe 'wieght_decay'; did you mean 'weight_decay'",
    ),
    "field of a recipe out of range": ((*COMPARE, "--set", "lr=0"), "recipe.lr must be above 0"),
    "field and option": (
        (*COMPARE, "--set", "epochs=2", "--epochs", "3"),
        "--set has epochs, and cannot be combined with --epochs 3; leave one of them out",
    ),
    "image size of digits": (
        (*COMPARE, "--image-size", "192"),
        "image_size must be 0 for digits, whose images are 32x32, got 192",
    ),
    "negative epochs": ((*COMPARE, "--epochs", "-1"), "--epochs must be at least 0 (got -1)"),
    "epochs in words": (
        (*COMPARE, "--epochs", "many"),
        "--epochs must be a whole number (got 'many')",
    ),
    "seeds in words": (
        (*COMPARE, "--seeds", "some"),
        "--seeds must be a number of seeds, 3, or a list of seeds, 0,1,2",
    ),
    "no seeds": (
        (*COMPARE, "--seeds", "0"),
        "--seeds must be at least 1 (got 0); to skip training use --epochs 0",
    ),
    "seed twice": ((*COMPARE, "--seeds", "1,1"), "without repeats"),
    "negative seed": (
        (*COMPARE, "--seeds", "-1"),
        "--seeds must be a number of seeds, 3, or a list of seeds, 0,1,2",
    ),
    "batch size 0": ((*COMPARE, "--batch-size", "0"), "--batch-size must be at least 1 (got 0)"),
    "negative threads": ((*COMPARE, "--threads", "-2"), "--threads must be at least 1 (got -2)"),
    "unknown device": ((*COMPARE, "--device", "tpu"), "--device must be cpu, cuda, cuda:0 or"),
    "a GPU that is not there": ((*COMPARE, "--device", "cuda:99"), "GPUs found); use cpu or auto"),
    "a GPU by a name": ((*COMPARE, "--device", "cuda:one"), "auto (got 'cuda:one')"),
    "no cells at once": ((*COMPARE, "--parallel", "0"), "--parallel must be at least 1 (got 0)"),
    "limit in words": ((*COMPARE, "--max-latency", "fast"), "such as 1.1x, 2x or +10%"),
    "limit without a unit": ((*COMPARE, "--max-train-memory", "5"), "5MiB"),
    "limit in another unit": ((*COMPARE, "--max-params", "5ms"), "5M"),
    "limit in a report": (
        ("report", "s", "--max-macs", "10%"),
        "--max-macs must be a multiple of the baseline's",
    ),
    "a gain that is worth less than nothing": (
        (*COMPARE, "--worth", "-1"),
        "--worth must be at least 0 (got -1)",
    ),
    "a gain in words": (
        ("report", "s", "--worth", "much"),
        "--worth must be a number (got 'much')",
    ),
    "sheet of another kind": (
        ("list", "data", "--sheet", "out.jpg"),
        "--sheet must end in .png, such as sheet.png (got out.jpg)",
    ),
    "sheet below a file": (("list", "data", "--sheet", "file/out.png"), "cannot write"),
    "sheet of unknown data": (
        ("list", "data", "--sheet", "out.png", "--name", "faces"),
        "are known; see: attnbench list data",
    ),
    "tables below a file": ((*COMPARE, "--output", "file/t"), "cannot write file/t"),
    "unknown precision": ((*COMPARE, "--precision", "fp8"), "bf16, fp16 or auto (got 'fp8')"),
    "unknown format": ((*COMPARE, "--format", "pdf"), "console, md, csv, json, tex"),
    "no format": ((*COMPARE, "--format", ","), "--format must be some of console, md"),
    "plan beside modules": (
        ("compare", "--modules", "eca", "--plan", "p.toml"),
        "--plan cannot be combined with --modules",
    ),
    "missing plan": (("compare", "--plan", "no.toml"), "cannot read plan no.toml"),
    "study below a file": (
        ("compare", "--modules", "eca", "--study", "file/s"),
        "--study must be a folder (file is a file)",
    ),
    "an executor that there is not": (
        (*COMPARE, "--executor", "cloud"),
        "unknown executor 'cloud'; known: processes, here",
    ),
    "an executor that runs one cell at a time": (
        (*COMPARE, "--executor", "here", "--parallel", "2"),
        "--parallel must be 1 with the executor here (got 2)",
    ),
    "report of nothing": (
        ("report", "nowhere"),
        "unknown study 'nowhere': attnbench-studies holds none; begin one with attnbench compare",
    ),
    "continuing a study that there is not": (
        ("compare", "--study", "mine", "--seeds", "5"),
        "unknown study 'mine': attnbench-studies holds none; begin one with attnbench compare --m",
    ),
    "report of a folder without a study": (("report", "./nowhere"), "nowhere holds no study"),
    "study without a name": ((*COMPARE[:-1], ""), "--study must be a name or a path (got '')"),
    "report without a study": (
        ("report",),
        "no study is named, and attnbench-studies holds none; begin one with attnbench compare",
    ),
    "inspect without a module": (("inspect",), "--module"),
    "inspect two modules": (
        ("inspect", "--module", "se,ca"),
        "--module must name one module, not 2 (got 'se,ca')",
    ),
    "inspect a size in words": (
        ("inspect", "--module", "se", "--input-size", "big"),
        "--input-size must be a side, 32, or channels and sides, 3x32x32 (got 'big')",
    ),
    "inspect no classes": (
        ("inspect", "--module", "se", "--classes", "0"),
        "--classes must be at least 1 (got 0)",
    ),
    "list nothing known": (("list", "colours"), "colours"),
    "check nothing": (("check",), "Missing argument 'MODULE'"),
    "check an unknown module": (("check", "emma"), "did you mean 'ema'"),
    "check a file that is not there": (("check", "no.py:Mine"), "no.py does not exist"),
    "check a file without a class": (("check", "mine.py"), "mine.py:Mine"),
    "check a class that is not there": (("check", "mine.py:Main"), "mine.py:Mine"),
    "check what is no class": (("check", "mine.py:number"), "name a class"),
    "check the baseline": (("check", "baseline"), "the baseline has no module to examine"),
    "check an unknown option": (("check", "ema(group=4)"), "did you mean 'groups'"),
    "check two modules": (("check", "ema,ca"), "name or name(option=value,...)"),
    "check channels that do not fit": (
        ("check", "ema", "--channels", "30"),
        "channels=30 is not divisible by groups=32",
    ),
    "check channels in words": (("check", "eca", "--channels", "many"), "64 or 64,256"),
    "check no channels": (
        ("check", "eca", "--channels", "0"),
        "--channels must be whole numbers of at least 1",
    ),
    "check a map in words": (("check", "eca", "--input", "big"), "16x16 or 7x13"),
    "check a map of an image": (("check", "eca", "--input", "3x32x32"), "16x16 or 7x13"),
    "check an empty map": (("check", "eca", "--input", "0x4"), "16x16 or 7x13"),
    "an unknown check": (("check", "eca", "--only", "bach"), "did you mean 'batch'"),
    "no check left": (("check", "eca", "--only", "odd", "--skip", "odd"), "no check is left"),
    "check as CSV": (
        ("check", "eca", "--format", "csv"),
        "--format must be some of console, md, json (got 'csv')",
    ),
    "check on a device that is not": (("check", "eca", "--device", "tpu"), "must be cpu, cuda"),
    "check into a file": (("check", "eca", "--output", "file/t"), "cannot write file/t"),
    "new without a name": (("new",), "Missing argument 'NAME'"),
    "new with a bad name": (("new", "My-Attention"), "as in my_attention"),
    "new with a word of Python": (("new", "class"), "as in my_attention"),
    "new that hides a package": (("new", "torch"), "is an installed package"),
    "new below a file": (("new", "strip_gate", "--output", "file/t"), "cannot write file/t"),
}


def lay_out(folder: Path) -> None:
    """Write the files that the commands name."""
    for name in ("file", "p.toml", "empty.py"):
        (folder / name).write_text("")
    (folder / "fails.py").write_text("undefined\n")
    (folder / "mine.py").write_text(
        "from torch import nn\nnumber = 3\nclass Mine(nn.Module):\n    pass\n"
    )


@pytest.fixture
def fail(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., str]:
    """Runs a command that is to fail with exit code 2; gives its standard error."""
    monkeypatch.chdir(tmp_path)
    lay_out(tmp_path)

    def run(*arguments: str) -> str:
        with pytest.raises(SystemExit) as end:
            main(arguments)
        assert end.value.code == 2
        out, err = capsys.readouterr()
        assert out == ""
        return err

    return run


@pytest.mark.parametrize(("arguments", "way_out"), WRONG.values(), ids=WRONG)
def test_it_is_one_error_line_with_a_way_out(
    arguments: tuple[str, ...], way_out: str, fail: Callable[..., str], tmp_path: Path
) -> None:
    err = fail(*arguments)
    assert err.startswith("error: ")
    assert err.count("\n") == 1
    assert way_out in err
    assert not (tmp_path / "s" / "records").exists()


@pytest.mark.parametrize(
    ("content", "reason"),
    [("modules = [", "is not TOML"), ("modules = 3", "is not a plan"), ("x = 1", "is not a plan")],
)
def test_a_broken_plan_file_is_named(
    content: str, reason: str, fail: Callable[..., str], tmp_path: Path
) -> None:
    (tmp_path / "bad.toml").write_text(content)
    assert reason in fail("compare", "--plan", "bad.toml")


def test_a_study_of_another_plan_is_refused(fail: Callable[..., str], tmp_path: Path) -> None:
    (tmp_path / "s").mkdir()
    (tmp_path / "s" / "plan.toml").write_text(replace(PLAN, backbone="resnet18").to_toml())
    err = fail(*COMPARE, "--backbone", "resnet14-narrow")
    assert "--study holds backbone=resnet18, not resnet14-narrow; a study grows" in err


def test_a_damaged_plan_in_a_study_is_named(fail: Callable[..., str], tmp_path: Path) -> None:
    (tmp_path / "s").mkdir()
    (tmp_path / "s" / "plan.toml").write_bytes(b"\xff\xfe")
    assert "s/plan.toml" in fail(*COMPARE)


def test_a_cell_that_there_is_not_is_named(fail: Callable[..., str], tmp_path: Path) -> None:
    (tmp_path / "s").mkdir()
    (tmp_path / "s" / "plan.toml").write_text(PLAN.to_toml())
    assert "did you mean 'se'" in fail("report", "s", "--explain", "sse:top1")


def test_a_damaged_record_is_named(fail: Callable[..., str], tmp_path: Path) -> None:
    records = tmp_path / "s" / "records"
    records.mkdir(parents=True)
    (tmp_path / "s" / "plan.toml").write_text(PLAN.to_toml())
    (records / "cost-se-1.json").write_text('{"kind":')
    assert "cost-se-1.json is damaged" in fail("report", "s")


# One that the parser finds, one that the records say; a broken torchvision has a process below.
REAL: dict[str, tuple[tuple[str, ...], str]] = {
    name: WRONG[name]
    for name in (
        "no such command",
        "report of nothing",
    )
}


def process(folder: Path, *arguments: str, path: str = "") -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "attnbench", *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": path},
    )


@pytest.mark.parametrize(("arguments", "way_out"), REAL.values(), ids=REAL)
def test_a_real_process_says_the_same(
    arguments: tuple[str, ...], way_out: str, tmp_path: Path
) -> None:
    result = process(tmp_path, *arguments)
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.startswith("error: ")
    assert result.stderr.count("\n") == 1
    assert way_out in result.stderr


@pytest.mark.parametrize(
    "fault",
    [
        "raise RuntimeError('operator torchvision::nms does not exist')",
        pytest.param("import no_such_library", marks=pytest.mark.slow),
    ],
)
def test_a_torchvision_that_cannot_load_is_named_with_what_to_upgrade(
    fault: str, tmp_path: Path
) -> None:
    package = tmp_path / "broken" / "torchvision"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text(fault)
    result = process(tmp_path, "compare", "--modules", "eca", path=str(package.parent))
    assert result.returncode == 2
    assert result.stderr.startswith("error: torchvision cannot be loaded (")
    assert result.stderr.endswith("pip install --upgrade torch torchvision timm\n")
    assert result.stderr.count("\n") == 1


def test_too_little_memory_is_a_failed_record_that_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as end:
        main((*COMPARE, "--epochs", "0", "--batch-size", "1000000000", "--executor", "here"))
    assert end.value.code == 1
    errors = capsys.readouterr().err
    assert "Traceback" not in errors
    assert "failed: not enough memory: " in errors
    assert "lower the batch size of the plan (1000000000)" in errors
    records = Study.load(tmp_path / "s").records()
    assert [record.error is None for record in records] == [True, True, False]
