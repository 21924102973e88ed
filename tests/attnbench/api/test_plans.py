"""What is typed and what is called with the same words is the same plan in the same folder."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from attnbench.api.call import Function
from attnbench.cli.actions.ablate import ablation_of
from attnbench.cli.actions.compare import plan_of
from attnbench.cli.commands.ablate import Ablate
from attnbench.cli.commands.compare import Compare
from attnbench.cli.expand import callback_of
from attnbench.cli.feedback import QUIET
from attnbench.tasks.recipes import RECIPES

COMPARE = Function(name="compare", request=Compare, first=("modules", "study"))
ABLATE = Function(name="ablate", request=Ablate, first=("module", "study"))

COMPARISONS: dict[str, tuple[str, tuple[object, ...], dict[str, object]]] = {
    "modules alone": ("--modules ema,eca", ("ema,eca",), {}),
    "a list of modules": ("--modules ema(groups=16),ca", (["ema(groups=16)", "ca"],), {}),
    "another network": (
        "--modules ema --backbone resnet18 --stem cifar --site block --seeds 3 --epochs 0",
        ("ema",),
        {"backbone": "resnet18", "stem": "cifar", "site": "block", "seeds": 3, "epochs": 0},
    ),
    "numbers of the machine": (
        "--modules ca --seeds 0,2 --limit 64 --batch-size 8 --rounds 8 --threads 2 --device cpu "
        "--precision fp32 --checkpoint-minutes 0.5 --identity-at-start --study some/study",
        ("ca", Path("some/study")),
        {
            "seeds": (0, 2),
            "limit": 64,
            "batch_size": 8,
            "rounds": 8,
            "threads": 2,
            "device": "cpu",
            "precision": "fp32",
            "checkpoint_minutes": 0.5,
            "identity_at_start": True,
        },
    ),
    "texts as they are typed": (
        "--modules ca --seeds 0,2 --limit 64",
        ("ca",),
        {"seeds": "0,2", "limit": "64"},
    ),
    "fields of a recipe": (
        "--modules ca --set lr=0.01 --set zero_init_last=on --set optimizer=sgd",
        ("ca",),
        {"set": {"lr": 0.01, "zero_init_last": True, "optimizer": "sgd"}},
    ),
    "a recipe": ("--modules ca --recipe cifar30", ("ca",), {"recipe": RECIPES["cifar30"]}),
    "detection": (
        "--modules ca --task detect --head retinanet --batch-size 1",
        ("ca",),
        {"task": "detect", "head": "retinanet", "batch_size": 1},
    ),
}


def typed(request: type, arguments: str) -> Any:
    """The request that the command line makes."""
    made: list[Any] = []
    app = typer.Typer()
    app.command()(callback_of(request, "What to compare", made.append))
    result = CliRunner().invoke(app, arguments.split(), obj="attnbench")
    assert result.exit_code == 0, result.output
    return made[0]


def called(function: Function, *positional: object, **named: object) -> Any:
    """The request that a call makes."""
    return function.read(function.bind(positional, named), "attnbench")


@pytest.mark.parametrize(
    ("arguments", "positional", "named"), COMPARISONS.values(), ids=COMPARISONS
)
def test_a_comparison_is_planned_alike(
    arguments: str, positional: tuple[object, ...], named: dict[str, object]
) -> None:
    command, call = typed(Compare, arguments), called(COMPARE, *positional, **named)
    assert plan_of(command, QUIET) == plan_of(call, QUIET)
    assert set(command.invocation.typed) == set(call.invocation.typed)
    empty = {"modules": None, "settings": None, "invocation": None, "study": None}
    assert replace(command, **empty) == replace(call, **empty)


def test_an_ablation_is_planned_alike() -> None:
    command = "--module ema --groups 16,32 --cross-spatial on,off --epochs 0 --vary site=block"
    named: dict[str, object] = {"groups": [16, 32], "cross_spatial": (True, False), "epochs": 0}
    named["vary"] = {"site": ("block",)}
    made = ablation_of(typed(Ablate, command), QUIET)
    assert made == ablation_of(called(ABLATE, "ema", **named), QUIET)
    assert len(made.design.points) > 2


def test_a_plan_stands_for_all_options() -> None:
    plan, _ = plan_of(called(COMPARE, "ema", epochs=0, seeds=1), QUIET)
    again, folder = plan_of(called(COMPARE, plan=plan, study="some/study"), QUIET)
    assert again is plan
    assert folder == Path("some/study")
