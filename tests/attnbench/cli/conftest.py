"""One real comparison, run as a user would, that many tests look at."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ARGUMENTS = (
    *("compare", "--modules", "eca", "--seeds", "1", "--epochs", "1", "--batch-size", "16"),
    *("--study", "study", "--output", "out"),
)


@pytest.fixture(scope="session")
def compared(
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Path, "subprocess.CompletedProcess[str]"]:
    """The folder, and what a process printed that really trained; its `args` run it again."""
    folder = tmp_path_factory.mktemp("compared")
    done = subprocess.run(
        [sys.executable, "-m", "attnbench", *ARGUMENTS],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
        env={**os.environ, "NO_COLOR": "1"},
        timeout=300,
    )
    return folder, subprocess.CompletedProcess(ARGUMENTS, done.returncode, done.stdout, done.stderr)
