"""The code as it was at a git reference, checked out beside the working tree for a while."""

import os
import re
import signal
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType
from typing import NoReturn

from attnbench.errors import WrongUse

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


def working_tree(folder: Path) -> Checkout:
    """The repository that a folder lies in, as it is now.

    Raises:
        WrongUse: if the folder lies in none, or there is no git or no commit.
    """
    root = Path(_git(folder, "rev-parse", "--show-toplevel"))
    dirty = "-dirty" if _git(root, "status", "--porcelain") else ""
    return Checkout(root, f"{resolve(root, 'HEAD')}{dirty}")


def resolve(root: Path, reference: str) -> str:
    """The commit that a branch, a tag or the beginning of a hash names.

    Raises:
        WrongUse: if it names none.
    """
    try:
        return _git(
            root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{reference}^{{commit}}"
        )
    except WrongUse as error:
        raise WrongUse(
            f"git knows no commit {reference!r} in {root}; pass a branch, a tag or a hash; on a CI "
            "runner fetch it first, as a shallow clone has the newest commit alone"
        ) from error


@contextmanager
def checked_out(root: Path, reference: str) -> Iterator[Checkout]:
    """A git worktree of a reference in a temporary folder; nothing of it stays.

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
        _git(root, *NO_HOOKS, "worktree", "add", "--detach", "--force", str(tree), commit)
        try:
            yield Checkout(tree, commit)
        finally:
            _git(root, "worktree", "remove", "--force", str(tree))


def _remove_left_over(root: Path) -> None:
    """Remove the worktrees of ours whose processes were killed; all others are the user's."""
    for line in _git(root, "worktree", "list", "--porcelain").splitlines():
        tree = Path(line.removeprefix("worktree "))
        owner = re.match(rf"{PREFIX}(\d+)-", tree.parent.name)
        if owner and tree.exists() and not _is_alive(int(owner[1])):
            _git(root, "worktree", "remove", "--force", str(tree))
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


def _git(folder: Path, *words: str) -> str:
    try:
        done = subprocess.run(
            ["git", "-C", str(folder), *words], capture_output=True, text=True, check=False
        )
    except OSError as error:
        raise WrongUse(
            f"cannot run git ({error.strerror}); install it, or compare two saved result sets"
        ) from error
    if done.returncode:
        output = " ".join(done.stderr.split()).removeprefix("fatal: ") or f"exit {done.returncode}"
        raise WrongUse(
            f"needs a git repository (git {words[0]} failed in {folder}: {output})",
            parameter="baseline_ref",
        )
    return done.stdout.strip()
