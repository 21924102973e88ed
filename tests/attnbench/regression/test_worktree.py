import os
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


def test_a_run_that_was_killed_does_not_block_the_next(repository: Path, git: Git) -> None:
    gone = repository.parent / "gone"
    git("worktree", "add", "--detach", str(gone), "before")
    for file in (*gone.iterdir(),):
        file.unlink()
    gone.rmdir()
    with checked_out(repository, "before"):
        assert "gone" not in git("worktree", "list")


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


def test_the_repository_is_found_from_a_folder_within(repository: Path) -> None:
    (repository / "deep" / "down").mkdir(parents=True)
    assert working_tree(repository / "deep" / "down").root == repository.resolve()


@pytest.mark.parametrize("reference", ["nowhere", "--all", "", "mine.py", "before:mine.py"])
def test_what_names_no_commit_is_refused(repository: Path, reference: str) -> None:
    with pytest.raises(WrongUse, match=r"git knows no commit .*; pass a branch, a tag or a hash"):
        resolve(repository, reference)


def test_a_folder_without_a_repository_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WrongUse, match="--baseline-ref needs a git repository"):
        working_tree(tmp_path)


def test_a_machine_without_git_is_told(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", os.devnull)
    with pytest.raises(WrongUse, match=r"cannot run git .*install it"):
        working_tree(repository)
