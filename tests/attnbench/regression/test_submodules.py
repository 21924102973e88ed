"""Submodules of a reference are checked out from what is on this machine; nothing else changes."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from attnbench.regression.worktree import checked_out
from tests.attnbench.regression.conftest import Git

WHO = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "protocol.file.allow=always")
Make = Callable[[str, str], Path]


def git_in(folder: Path, *words: str) -> str:
    done = subprocess.run(
        ["git", "-C", str(folder), *WHO, *words], capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """A repository with one committed file, `text.py`."""

    def made(name: str, text: str) -> Path:
        folder = tmp_path / name
        folder.mkdir()
        git_in(folder, "init", "--quiet", "--initial-branch=main")
        (folder / "text.py").write_text(text)
        git_in(folder, "add", ".")
        git_in(folder, "commit", "--quiet", "--message=first")
        return folder

    return made


@pytest.fixture
def whole(repository: Path, make: Make) -> Path:
    """`before` has the submodule `parts` at its first commit; the working tree at its second.

    The submodule has one of its own, `parts/inner`.
    """
    inner, parts = make("inner", "inner"), make("parts", "old")
    git_in(parts, "submodule", "--quiet", "add", str(inner), "inner")
    git_in(parts, "commit", "--quiet", "--message=second")
    git_in(repository, "submodule", "--quiet", "add", str(parts), "parts")
    git_in(repository, "submodule", "--quiet", "update", "--init", "--recursive")
    git_in(repository, "commit", "--quiet", "--message=with parts")
    git_in(repository, "tag", "--force", "before")
    (repository / "parts" / "text.py").write_text("new")
    git_in(repository / "parts", "commit", "--quiet", "--all", "--message=third")
    git_in(repository, "commit", "--quiet", "--message=moved", "parts")
    for gone in (inner, parts):
        gone.rename(gone.with_name(f"{gone.name} is away"))
    return repository


def test_a_submodule_that_moved_is_that_of_the_reference(whole: Path) -> None:
    before = git_in(whole, "status", "--porcelain")
    with checked_out(whole, "before") as checkout:
        assert (checkout.root / "parts" / "text.py").read_text() == "old"
        assert (checkout.root / "parts" / "inner" / "text.py").read_text() == "inner"
        assert checkout.absent == {}
        assert (whole / "parts" / "text.py").read_text() == "new"
    assert not checkout.root.exists()
    assert git_in(whole, "status", "--porcelain") == before
    assert git_in(whole / "parts", "status", "--porcelain") == ""
    assert git_in(whole / "parts", "worktree", "list").count("\n") == 0


def test_a_submodule_that_is_gone_from_the_working_tree_comes_from_the_repository(
    whole: Path,
) -> None:
    git_in(whole, "rm", "--quiet", "--force", "parts")
    git_in(whole, "commit", "--quiet", "--message=without")
    with checked_out(whole, "before") as checkout:
        assert (checkout.root / "parts" / "text.py").read_text() == "old"
        assert (checkout.root / "parts" / "inner" / "text.py").read_text() == "inner"


def test_a_submodule_that_has_another_path_now_is_found_by_its_name(whole: Path) -> None:
    git_in(whole, "mv", "parts", "pieces")
    git_in(whole, "commit", "--quiet", "--message=renamed")
    with checked_out(whole, "before") as checkout:
        assert (checkout.root / "parts" / "text.py").read_text() == "old"


def test_a_submodule_that_was_never_checked_out_is_named(whole: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    git_in(tmp_path, "clone", "--quiet", str(whole), str(copy))
    with checked_out(copy, "before") as checkout:
        assert (checkout.root / "mine.py").exists()
        ((path, why),) = checkout.absent.items()
        assert path == Path("parts")
        assert "git submodule update --init" in why


def test_a_commit_of_a_submodule_that_is_not_here_is_named(
    whole: Path, make: Make, git: Git
) -> None:
    other = git_in(make("other", "other"), "rev-parse", "HEAD")
    git("update-index", "--cacheinfo", f"160000,{other},parts")
    git("commit", "--quiet", "--message=lost")
    with checked_out(whole, "HEAD") as checkout:
        assert checkout.absent[Path("parts")].startswith(f"its commit {other[:10]} is not here")


def test_a_repository_without_submodules_lacks_none(repository: Path) -> None:
    with checked_out(repository, "before") as checkout:
        assert checkout.absent == {}
