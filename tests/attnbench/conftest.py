"""The small network that most tests inject, and one real comparison that many look at."""

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from filelock import FileLock
from torch import Tensor, nn

from attnbench.cli import main
from attnbench.environment import resolve_precision
from attnbench.network.backbone import build_backbone
from attnbench.plan.plan import Plan
from attnbench.plan.variant import parse_variants
from attnbench.study import Study
from attnbench.tasks.recipe_changes import changed_recipe
from attnbench.tasks.recipes import RECIPES
from tests.reports.conftest import VARIANTS, cost, speed, train

Make = Callable[[], nn.Module]


@pytest.fixture
def make_network() -> Make:
    """Builds the same narrow ResNet again and again, every block with a gradient at step 0."""

    def make() -> nn.Module:
        torch.manual_seed(0)
        return build_backbone("resnet14-narrow", num_classes=10, zero_init_last=False)

    return make


@pytest.fixture
def network(make_network: Make) -> nn.Module:
    return make_network()


@pytest.fixture
def images() -> Tensor:
    return torch.randn(4, 3, 32, 32, generator=torch.Generator().manual_seed(1))


Compared = tuple[Path, "subprocess.CompletedProcess[str]"]

Printed = tuple[int, str, str]
"""Exit code, standard output and standard error."""

COMPARE = ("compare", "--plan", "short.toml", "--study", "./study", "--output", "out")
ARGUMENTS = (*COMPARE, "--max-params", "+1%", "--parallel", "1")
IN_PROCESS = (*COMPARE, "--executor", "here")


@pytest.fixture(scope="session")
def compared(tmp_path_factory: pytest.TempPathFactory) -> Compared:
    """The folder, and what a process printed that really trained; its `args` run it again."""
    return _made_once(tmp_path_factory, "compared", ARGUMENTS, _short_plan, _run_process)


@pytest.fixture(scope="session")
def detected(tmp_path_factory: pytest.TempPathFactory) -> Compared:
    """What a command that trained detectors made, on few and small images, in this process."""
    return _made_once(tmp_path_factory, "detected", IN_PROCESS, _short_detection, _run_here)


@pytest.fixture(scope="session")
def segmented(tmp_path_factory: pytest.TempPathFactory) -> Compared:
    """What a command that trained three seeds of segmentation networks made, in this process."""
    return _made_once(tmp_path_factory, "segmented", IN_PROCESS, _short_segmentation, _run_here)


def _made_once(
    factory: pytest.TempPathFactory,
    name: str,
    arguments: Sequence[str],
    make_plan: Callable[[], Plan],
    run: Callable[[Path, Sequence[str]], Printed],
) -> Compared:
    """Where several test processes run, the first to ask for it makes it and the others wait."""
    root = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        root = root.parent
    folder, printed = root / name, root / f"{name}.json"
    with FileLock(root / f"{name}.lock"):
        if not printed.exists():
            folder.mkdir()
            (folder / "short.toml").write_text(make_plan().to_toml())
            printed.write_text(json.dumps(run(folder, arguments)))
    code, out, err = json.loads(printed.read_text())
    return folder, subprocess.CompletedProcess(arguments, code, out, err)


def _short_plan() -> Plan:
    return Plan(
        modules=parse_variants("eca"),
        recipe=replace(
            RECIPES["quick"],
            name="short",
            epochs=2,
            batch_size=24,
            lr=4e-3,
            schedule="cosine",
            warmup_epochs=0,
        ),
        seeds=(0,),
        limit=900,
        precision=resolve_precision("auto", "cpu"),
        batch_size=4,
        rounds=1,
    )


def _short_detection() -> Plan:
    recipe = changed_recipe(
        RECIPES["quick-boxes"],
        {"name": "short", "epochs": 1, "warmup_epochs": 0, "batch_size": 4, "image_size": 32},
    )
    return Plan(
        task="detect",
        head="fcos",
        modules=parse_variants("eca"),
        data="digit-boxes",
        recipe=recipe,
        seeds=(0,),
        limit=12,
        batch_size=1,
        rounds=1,
    )


def _short_segmentation() -> Plan:
    recipe = changed_recipe(
        RECIPES["quick-masks"], {"name": "short", "epochs": 1, "batch_size": 4, "image_size": 16}
    )
    return Plan(
        task="segment",
        head="fcn",
        modules=parse_variants("pam"),
        site="neck",
        data="digit-masks",
        recipe=recipe,
        seeds=(0, 1, 2),
        limit=8,
        batch_size=2,
        rounds=1,
    )


def _run_here(folder: Path, arguments: Sequence[str]) -> Printed:
    out, err = io.StringIO(), io.StringIO()
    with (
        chdir(folder),
        redirect_stdout(out),
        redirect_stderr(err),
        pytest.raises(SystemExit) as end,
    ):
        main(arguments)
    assert isinstance(end.value.code, int)
    return end.value.code, out.getvalue(), err.getvalue()


def _run_process(folder: Path, arguments: Sequence[str]) -> Printed:
    result = subprocess.run(
        [sys.executable, "-m", "attnbench", *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
        env={**os.environ, "NO_COLOR": "1"},
        timeout=300,
    )
    return result.returncode, result.stdout, result.stderr


@pytest.fixture
def planted_study(tmp_path: Path) -> Study:
    """A finished study of three modules and three seeds, every number planted."""
    study = Study.open(
        tmp_path / "study",
        Plan(
            modules=parse_variants(",".join(VARIANTS[1:])), seeds=(0, 1, 2), recipe=RECIPES["quick"]
        ),
    )
    for variant in VARIANTS:
        study.write(cost(variant))
        for seed in (0, 1, 2):
            study.write(train(variant, seed))
    study.write(speed(VARIANTS))
    return study
