"""A comparison of seconds, run as a user runs it."""

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from attnbench.plan.plan import Plan
from attnbench.plan.variant import parse_variants
from attnbench.tasks.recipes import RECIPES

BRIEF = Plan(
    modules=parse_variants("eca"),
    recipe=replace(RECIPES["quick"], name="brief", epochs=1, warmup_epochs=0),
    seeds=(0,),
    limit=512,
    batch_size=2,
    rounds=8,
)


@pytest.fixture
def brief() -> Plan:
    """One epoch on 512 digits."""
    return BRIEF


@pytest.fixture
def command() -> Callable[[Path, Plan], list[str]]:
    """What to run in a folder to measure a plan in its `study`."""

    def write(folder: Path, plan: Plan) -> list[str]:
        (folder / "brief.toml").write_text(plan.to_toml())
        compare = ("compare", "--plan", "brief.toml", "--study", "./study", "--format", "console")
        return [sys.executable, "-m", "attnbench", *compare]

    return write


@pytest.fixture
def compare(
    command: Callable[[Path, Plan], list[str]],
) -> Callable[[Path, Plan], "subprocess.CompletedProcess[str]"]:
    """Measures a plan in a folder's `study`."""

    def run(folder: Path, plan: Plan) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            command(folder, plan),
            capture_output=True,
            text=True,
            check=False,
            cwd=folder,
            timeout=300,
        )

    return run
