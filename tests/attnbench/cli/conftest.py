"""The command line as a real process, and one real comparison that many tests look at."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., "subprocess.CompletedProcess[str]"]


def run_attnbench(*arguments: str, cwd: Path) -> "subprocess.CompletedProcess[str]":
    environment = {**os.environ, "NO_COLOR": "1", "COLUMNS": "100"}
    return subprocess.run(
        [sys.executable, "-m", "attnbench", *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=cwd,
        env=environment,
        timeout=300,
    )


@pytest.fixture
def attnbench(tmp_path: Path) -> Run:
    """Runs the command line in a folder of its own."""
    return lambda *arguments: run_attnbench(*arguments, cwd=tmp_path)


COMPARE = ("compare", "--modules", "eca", "--seeds", "1", "--epochs", "1", "--threads", "1")


@pytest.fixture(scope="session")
def compared(
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Path, "subprocess.CompletedProcess[str]"]:
    """The folder and the output of a comparison that really trained."""
    folder = tmp_path_factory.mktemp("compared")
    return folder, run_attnbench(*COMPARE, "--study", "study", "--output", "out", cwd=folder)
