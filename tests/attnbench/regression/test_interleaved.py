"""`attnbench regress --baseline-ref`, in real processes of two versions of a repository."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from attnreport.record import CostRecord
from attnreport.regression.result_set import load


def regress_in(folder: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    environment = {name: each for name, each in os.environ.items() if not name.startswith("GITHUB")}
    return subprocess.run(
        [sys.executable, "-c", "from attnbench.cli import main; main()", "regress", *words],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
        env={**environment, "PYTHONPATH": os.pathsep.join(sys.path), "COLUMNS": "200"},
    )


def test_a_reference_and_the_working_tree_are_held_side_by_side(repository: Path) -> None:
    """The working tree has a kernel of 5 where the reference has one of 3."""
    asked = ("--baseline-ref", "before", "--modules", "mine.py:Gate")
    done = regress_in(repository, *asked, "--metrics", "params,output", "--output", "out")
    assert done.returncode == 1, done.stderr
    assert "regressed" in done.stdout
    assert "before" in done.stdout
    before, after = (
        load((repository / "out" / f"{name}.json").read_bytes(), name)
        for name in ("baseline", "current")
    )
    params = [
        next(
            r.params for r in each.records if isinstance(r, CostRecord) and r.variant != "baseline"
        )
        for each in (before, after)
    ]
    assert params[1] == (params[0] or 0) + 2 * 4
    assert (repository / "mine.py").read_text().count("kernel_size=5") == 1


@pytest.mark.slow
def test_a_slower_module_is_called_after_it_was_measured_again(repository: Path) -> None:
    text = (repository / "mine.py").read_text().replace("kernel_size=5", "kernel_size=3")
    slow = text.replace("gate = self", "sum(range(20_000))\n        gate = self")
    (repository / "mine.py").write_text(slow)
    asked = ("--baseline-ref", "before", "--modules", "mine.py:Gate", "--seconds", "10")
    done = regress_in(repository, *asked, "--metrics", "latency,params", "--history", "h")
    assert done.returncode == 1, done.stderr + done.stdout
    assert "Latency" in done.stdout
    assert "2 sitting" in done.stdout
    assert len((repository / "h" / "history.jsonl").read_text().splitlines()) == 1
