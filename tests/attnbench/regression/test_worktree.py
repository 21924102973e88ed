import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from attnbench.errors import WrongUse
from attnbench.regression.worktree import checked_out, resolve, working_tree
from tests.attnbench.regression.conftest import Git


def test_a_reference_is_checked_out_beside_the_working_tree_and_goes_away(
    repository: Path, git: Git
) -> None:
    with checked_out(repository, "before") as checkout:
        assert "kernel_size=3" in (checkout.root / "mine.py").read_text()
        assert "kernel_size=5" in (repository / "mine.py").read_text()
        assert checkout.commit == git("rev-parse", "before")
    assert not checkout.root.exists()
    assert git("worktree", "list").count("\n") == 0


def test_it_goes_away_when_measuring_fails(repository: Path, git: Git) -> None:
    with pytest.raises(KeyboardInterrupt), checked_out(repository, "before"):
        raise KeyboardInterrupt
    assert git("worktree", "list").count("\n") == 0


HOLD = """
import sys, time
from pathlib import Path
from attnbench.regression.worktree import checked_out
with checked_out(Path(sys.argv[1]), "before") as checkout:
    print(checkout.root, flush=True)
    time.sleep(60)
"""


@pytest.fixture
def holding(repository: Path) -> Iterator["subprocess.Popen[str]"]:
    """A process that holds a worktree of the repository; its first line says where."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", HOLD, str(repository)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        yield process
        process.kill()


def line_of(process: "subprocess.Popen[str]") -> Path:
    assert process.stdout is not None
    return Path(process.stdout.readline().strip())


def test_a_process_that_is_told_to_end_leaves_nothing(
    holding: "subprocess.Popen[str]", git: Git
) -> None:
    tree = line_of(holding)
    assert tree.exists()
    holding.terminate()
    assert holding.wait() == 128 + signal.SIGTERM
    assert not tree.parent.exists()
    assert git("worktree", "list").count("\n") == 0


def test_what_a_killed_process_leaves_is_removed_by_the_next(
    holding: "subprocess.Popen[str]", repository: Path, git: Git
) -> None:
    tree = line_of(holding)
    holding.kill()
    holding.wait()
    assert tree.exists()
    with checked_out(repository, "before"):
        assert not tree.parent.exists()
    assert git("worktree", "list").count("\n") == 0


def test_worktrees_of_others_stay_even_where_they_are_away(repository: Path, git: Git) -> None:
    worktree, moved = repository.parent / "theirs", repository.parent / "away"
    git("worktree", "add", "--quiet", "--detach", str(worktree), "before")
    worktree.rename(moved)
    with checked_out(repository, "before"):
        pass
    moved.rename(worktree)
    result = subprocess.run(
        ["git", "-C", str(worktree), "status"], check=False, capture_output=True
    )
    assert result.returncode == 0


def test_no_hook_of_the_repository_runs(repository: Path) -> None:
    hook = repository / ".git" / "hooks" / "post-checkout"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\ntouch {repository.parent}/ran\n")
    hook.chmod(0o755)
    with checked_out(repository, "before"):
        pass
    assert not (repository.parent / "ran").exists()


def test_changed_files_make_the_working_tree_dirty(repository: Path, git: Git) -> None:
    assert working_tree(repository).commit == f"{git('rev-parse', 'HEAD')}-dirty"
    git("commit", "--quiet", "--all", "--message=second")
    assert working_tree(repository).commit == git("rev-parse", "HEAD")
    (repository / "new.py").touch()
    assert working_tree(repository).commit.endswith("-dirty")
    (repository / "new.py").unlink()
    assert working_tree(repository).commit == git("rev-parse", "HEAD")


def test_the_repository_is_found_from_a_folder_within(repository: Path) -> None:
    (repository / "deep" / "down").mkdir(parents=True)
    assert working_tree(repository / "deep" / "down").root == repository.resolve()


@pytest.mark.parametrize("reference", ["nowhere", "--all", "", "mine.py", "before:mine.py"])
def test_what_names_no_commit_is_refused(repository: Path, reference: str) -> None:
    with pytest.raises(WrongUse, match=r"git knows no commit .*; pass a branch, a tag or a hash"):
        resolve(repository, reference)


def test_a_folder_without_a_repository_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WrongUse, match="baseline_ref needs a git repository"):
        working_tree(tmp_path)


def test_a_machine_without_git_is_told(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", os.devnull)
    with pytest.raises(WrongUse, match=r"cannot run git .*install it"):
        working_tree(repository)
