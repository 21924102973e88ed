"""Ctrl-C is no error: one plain line says what is kept."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.skipif(
    signal.getsignal(signal.SIGINT) is signal.SIG_IGN,
    reason="whatever runs the tests, such as a shell in the background, has them ignore Ctrl-C",
)
def test_it_is_one_plain_line_and_exit_code_130(tmp_path: Path) -> None:
    plan = tmp_path / "plan.toml"
    os.mkfifo(plan)
    command = subprocess.Popen(
        [sys.executable, "-m", "attnbench", "compare", "--plan", str(plan)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with plan.open("w"):  # Waits until the command reads it.
        command.send_signal(signal.SIGINT)
        out, err = command.communicate(timeout=60)
    assert (command.returncode, out, err) == (130, "", "stopped\n")
