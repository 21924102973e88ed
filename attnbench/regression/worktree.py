"""The code as it was at a git reference, checked out beside the working tree for a while."""

import os
import re
import signal
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType
from typing import NoReturn

from attnbench.errors import WrongUse
from attnbench.regression.git import git
from attnbench.regression.submodules import add_submodules

NO_HOOKS = ("-c", f"core.hooksPath={os.devnull}")
"""So that a checkout runs none of the repository's hooks."""

PREFIX = "attnbench-reference-"
"""How the folders of our worktrees begin; the number of their process follows."""


@dataclass(frozen=True, slots=True)
class Checkout:
    """One version of a repository's files."""

    root: Path
    """The top folder."""
    commit: str
    """Its commit; `-dirty` behind it where files differ from it."""
    absent: Mapping[Path, str] = field(default_factory=dict)
    """By path of a submodule that could not be checked out, from the top folder, why."""


def working_tree(folder: Path) -> Checkout:
    """The repository that a folder lies in, as it is now.

    Raises:
        WrongUse: if the folder lies in none, or there is no git or no commit.
    """
    root = Path(git(folder, "rev-parse", "--show-toplevel"))
    dirty = "-dirty" if git(root, "status", "--porcelain") else ""
    return Checkout(root, f"{resolve(root, 'HEAD')}{dirty}")


def resolve(root: Path, reference: str) -> str:
    """The commit that a branch, a tag or the beginning of a hash names.

    Raises:
        WrongUse: if it names none.
    """
    try:
        return git(
            root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{reference}^{{commit}}"
        )
    except WrongUse as error:
        raise WrongUse(
            f"git knows no commit {reference!r} in {root}; pass a branch, a tag or a hash; on a CI "
            "runner fetch it first, as a shallow clone has the newest commit alone"
        ) from error


@contextmanager
def checked_out(root: Path, reference: str) -> Iterator[Checkout]:
    """A git worktree of a reference in a temporary folder, its submodules too; nothing of it stays.

    Signals that end the process act like Ctrl-C within it. A process that is killed leaves its
    worktree, which the next one removes.

    Args:
        root: Of the repository.
        reference: A branch, a tag or a hash.

    Raises:
        WrongUse: if there is no such commit, or git cannot check it out.
    """
    commit = resolve(root, reference)
    _remove_left_over(root)
    with _ending_tidily(), TemporaryDirectory(prefix=f"{PREFIX}{os.getpid()}-") as folder:
        tree = Path(folder).resolve() / "tree"
        git(root, *NO_HOOKS, "worktree", "add", "--detach", "--force", str(tree), commit)
        try:
            yield Checkout(tree, commit, add_submodules(tree, root, commit))
        finally:
            git(root, "worktree", "remove", "--force", str(tree))


def _remove_left_over(root: Path) -> None:
    """Remove the worktrees of ours whose processes were killed; all others are the user's."""
    for line in git(root, "worktree", "list", "--porcelain").splitlines():
        tree = Path(line.removeprefix("worktree "))
        owner = re.match(rf"{PREFIX}(\d+)-", tree.parent.name)
        if owner and tree.exists() and not _is_alive(int(owner[1])):
            git(root, "worktree", "remove", "--force", str(tree))
            tree.parent.rmdir()


def _is_alive(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


@contextmanager
def _ending_tidily() -> Iterator[None]:
    """Within it the signals that end a process raise, so that what is open is closed first."""

    def end(number: int, _: FrameType | None) -> NoReturn:
        raise SystemExit(128 + number)

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, end) for number in (signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
