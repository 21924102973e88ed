"""Ctrl-C in a notebook's kernel or a session: what is finished stays, and no process does."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from attnbench.study import Study
from tests.attnbench.cli.commands.test_compare import cells_of, children, is_running

SESSION = """
import sys
from dataclasses import replace
import attnbench

recipe = replace(attnbench.RECIPES["quick"], name="long", epochs=30, batch_size=8)
try:
    attnbench.compare(
        "eca", "./study", recipe=recipe, seeds=1, batch_size=8, rounds=8, parallel=2, device="cpu"
    )
except KeyboardInterrupt as stop:
    print(*stop.__notes__, flush=True)
sys.stdin.read()
"""


@pytest.mark.slow
@pytest.mark.skipif(
    signal.getsignal(signal.SIGINT) is signal.SIG_IGN,
    reason="whatever runs the tests, such as a shell in the background, has them ignore Ctrl-C",
)
@pytest.mark.skipif(not Path("/proc").exists(), reason="looks for the child process in /proc")
def test_the_session_goes_on_without_the_processes_of_the_call(tmp_path: Path) -> None:
    session = subprocess.Popen(
        [sys.executable, "-c", SESSION],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        cwd=tmp_path,
    )
    end = time.monotonic() + 200
    while len(cells_of(session.pid)) < 2 and time.monotonic() < end:
        time.sleep(0.05)
    started = [*children(session.pid), *cells_of(session.pid)]
    assert len(started) == 4
    session.send_signal(signal.SIGINT)
    assert session.stdout is not None
    assert session.stdout.readline().startswith("3 of 5 cells finished and kept")
    assert not any(map(is_running, started))
    session.communicate(timeout=60)
    assert session.returncode == 0
    records = Study.load(tmp_path / "study").records()
    assert [(record.kind, record.error) for record in records] == [
        ("cost", None),
        ("cost", None),
        ("speed", None),
    ]
