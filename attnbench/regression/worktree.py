"""The code as it was at a git reference, checked out beside the working tree for a while."""

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from attnbench.errors import WrongUse

NO_HOOKS = ("-c", f"core.hooksPath={os.devnull}")
"""A checkout of ours runs no hook of the repository."""


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
    dirty = "-dirty" if _git(root, "status", "--porcelain", "--untracked-files=no") else ""
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

    Args:
        root: Of the repository.
        reference: A branch, a tag or a hash.

    Raises:
        WrongUse: if there is no such commit, or git cannot check it out.
    """
    commit = resolve(root, reference)
    # Of runs that were killed: git forgets worktrees whose folders are gone.
    _git(root, "worktree", "prune")
    with tempfile.TemporaryDirectory(prefix="attnbench-reference-") as folder:
        tree = Path(folder).resolve() / "tree"
        _git(root, *NO_HOOKS, "worktree", "add", "--detach", "--force", str(tree), commit)
        try:
            yield Checkout(tree, commit)
        finally:
            _git(root, "worktree", "remove", "--force", str(tree))


def _git(folder: Path, *words: str) -> str:
    try:
        done = subprocess.run(
            ["git", "-C", str(folder), *words], capture_output=True, text=True, check=False
        )
    except OSError as error:
        raise WrongUse(
            f"cannot run git ({error.strerror}); install it, or compare two saved result sets with "
            "--baseline and --current"
        ) from error
    if done.returncode:
        said = " ".join(done.stderr.split()).removeprefix("fatal: ") or f"exit {done.returncode}"
        raise WrongUse(
            f"git {words[0]} failed in {folder}: {said}; --baseline-ref needs a git repository"
        )
    return done.stdout.strip()
