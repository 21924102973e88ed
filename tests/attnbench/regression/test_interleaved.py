"""`attnbench regress --baseline-ref`, in real processes of two versions of a repository."""

import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from attnbench.cli import main
from attnreport.record import CostRecord
from attnreport.regression.result_set import load
from tests.attnbench.regression.conftest import Git


def regress_in(folder: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    environment = {name: item for name, item in os.environ.items() if not name.startswith("GITHUB")}
    return subprocess.run(
        [sys.executable, "-c", "from attnbench.cli import main; main()", "regress", *words],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
        env={**environment, "PYTHONPATH": os.pathsep.join(sys.path), "COLUMNS": "200"},
    )


def test_a_reference_and_the_working_tree_are_held_side_by_side(
    repository: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The working tree has a kernel of 5 where the reference has one of 3; each has a process."""
    monkeypatch.chdir(repository)
    monkeypatch.setenv("COLUMNS", "200")
    arguments = ("--baseline-ref", "before", "--modules", "mine.py:Gate")
    with pytest.raises(SystemExit) as end:
        main(["regress", *arguments, "--metrics", "params,output", "--output", "out"])
    printed = capsys.readouterr()
    assert end.value.code == 1, printed.err
    assert "regressed" in printed.out
    assert "before" in printed.out
    before, after = (
        load((repository / "out" / f"{name}.json").read_bytes(), name)
        for name in ("baseline", "current")
    )
    params = [
        next(
            r.params for r in item.records if isinstance(r, CostRecord) and r.variant != "baseline"
        )
        for item in (before, after)
    ]
    assert params[1] == (params[0] or 0) + 2 * 4
    assert (repository / "mine.py").read_text().count("kernel_size=5") == 1


@pytest.mark.slow
def test_a_slower_module_is_called_after_it_was_measured_again(repository: Path) -> None:
    text = (repository / "mine.py").read_text().replace("kernel_size=5", "kernel_size=3")
    slow = text.replace("gate = self", "sum(range(20_000))\n        gate = self")
    (repository / "mine.py").write_text(slow)
    arguments = ("--baseline-ref", "before", "--modules", "mine.py:Gate", "--seconds", "10")
    kept = ("--metrics", "latency,params", "--history", "h", "--output", "out")
    result = regress_in(repository, *arguments, *kept)
    assert result.returncode == 1, result.stderr + result.stdout
    assert "Gate Latency, regressed" in result.stdout
    before = load((repository / "out" / "baseline.json").read_bytes(), "before")
    assert len(before.again) >= 2
    assert len((repository / "h" / "history.jsonl").read_text().splitlines()) == 1


@pytest.mark.slow
def test_a_module_that_breaks_is_red_though_only_its_times_are_asked_for(repository: Path) -> None:
    text = (repository / "mine.py").read_text()
    (repository / "mine.py").write_text(
        text.replace("super()", "raise RuntimeError\n        super()")
    )
    arguments = ("--baseline-ref", "before", "--modules", "mine.py:Gate", "--seconds", "1")
    result = regress_in(repository, *arguments, "--metrics", "latency")
    assert result.returncode == 1, result.stderr + result.stdout
    assert "broken" in result.stdout


@pytest.mark.slow
def test_a_reference_that_cannot_be_built_is_not_green(repository: Path, git: Git) -> None:
    """What git does not hold, such as a file made by a build, the reference lacks."""
    (repository / ".gitignore").write_text("made.py\n")
    (repository / "made.py").write_text("SIZE = 3\n")
    text = (repository / "mine.py").read_text()
    (repository / "mine.py").write_text(f"import made\n{text}")
    git("commit", "--quiet", "--all", "--message=second")
    arguments = ("--baseline-ref", "HEAD", "--modules", "mine.py:Gate", "--metrics", "params")
    result = regress_in(repository, *arguments)
    assert result.returncode == 2, result.stderr + result.stdout
    assert "No module named 'made'" in result.stderr


@pytest.mark.slow
def test_a_module_that_the_reference_does_not_have_is_new(repository: Path) -> None:
    (repository / "other.py").write_text((repository / "mine.py").read_text())
    asked = ("--baseline-ref", "before", "--modules", "mine.py:Gate(kernel_size=3),other.py:Gate")
    done = regress_in(repository, *asked, "--metrics", "params")
    assert done.returncode == 0, done.stderr
    assert "1 new" in done.stdout


@pytest.mark.slow
def test_only_modules_that_the_reference_does_not_have_are_not_green(repository: Path) -> None:
    (repository / "mine.py").rename(repository / "other.py")
    done = regress_in(repository, "--baseline-ref", "before", "--modules", "other.py:Gate")
    assert (done.returncode, done.stdout) == (2, "")
    assert "nothing of working tree could be compared with before: before does not have" in (
        done.stderr
    )


@pytest.mark.slow
def test_a_module_in_a_submodule_that_moved_is_compared(
    repository: Path, tmp_path: Path, git: Git
) -> None:
    parts = tmp_path / "parts"
    (repository / "mine.py").rename(tmp_path / "mine.py")
    git("init", "--quiet", str(parts))
    (parts / "mine.py").write_text((tmp_path / "mine.py").read_text().replace("=5", "=3"))
    git("-C", str(parts), "add", ".")
    git("-C", str(parts), "commit", "--quiet", "--message=first")
    git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(parts), "parts")
    git("commit", "--quiet", "--all", "--message=with parts")
    (repository / "parts" / "mine.py").write_text((tmp_path / "mine.py").read_text())
    git("-C", "parts", "commit", "--quiet", "--all", "--message=second")
    git("commit", "--quiet", "--all", "--message=moved")
    asked = ("--baseline-ref", "HEAD~1", "--modules", "parts/mine.py:Gate", "--metrics", "params")
    done = regress_in(repository, *asked)
    assert done.returncode == 1, done.stderr
    assert "Gate #.Param., regressed" in done.stdout
    copy = tmp_path / "copy"
    git("clone", "--quiet", ".", str(copy))
    (copy / "parts" / "mine.py").write_text((tmp_path / "mine.py").read_text())
    lacking = regress_in(copy, *asked)
    assert lacking.returncode == 2
    assert "parts/mine.py lies in the submodule parts" in lacking.stderr
    assert "run git submodule update --init" in lacking.stderr


@pytest.mark.slow
def test_a_repository_that_has_nothing_to_do_with_it_is_refused(repository: Path, git: Git) -> None:
    result = regress_in(repository, "--baseline-ref", "before", "--modules", "eca")
    assert result.returncode == 2
    assert "would be the same code" in result.stderr
    assert git("worktree", "list").count("\n") == 0


TWICE = """
_once = count_linear


def count_linear(*given):
    _once(*given)
    _once(*given)
"""


@pytest.mark.slow
def test_a_dependency_that_the_repository_holds_is_its_own_in_each_version(
    repository: Path, git: Git
) -> None:
    """The counter thop, copied into the repository and made to count linear layers twice."""
    (spec,) = [item for item in [find_spec("thop")] if item is not None]
    shutil.copytree(Path(str(spec.origin)).parent, repository / "thop")
    git("add", "--force", "thop")
    git("commit", "--quiet", "--message=hold thop")
    hooks = repository / "thop" / "vision" / "basic_hooks.py"
    text = hooks.read_text()
    assert "def count_linear" in text
    hooks.write_text(f"{text}\n{TWICE}")
    result = regress_in(
        repository, "--baseline-ref", "HEAD", "--modules", "eca", "--metrics", "macs"
    )
    assert result.returncode == 1, result.stderr + result.stdout
    assert "FLOPs (thop)" in result.stdout
