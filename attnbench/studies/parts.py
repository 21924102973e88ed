"""The studies that a folder holds, and the processes that fill them."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from attnbench.errors import WrongUse
from attnbench.study import Study
from attnbench.study_names import PLAN, holds_study

CLAIMS = "claims"


def study_parts(folder: Path) -> list[Path]:
    """The folder itself if it is a study, and those of its studies, as an ablation has several.

    Raises:
        WrongUse: if it holds none.
    """
    if not folder.is_dir() or not holds_study(folder):
        raise WrongUse(f"{folder} holds no study; name one that attnbench studies lists")
    inner = sorted(plan.parent for plan in folder.glob(f"*/{PLAN}"))
    return [folder, *inner] if (folder / PLAN).exists() or not inner else inner


def load_parts(folder: Path) -> list[Study]:
    """The studies of a folder.

    Raises:
        WrongUse: if it holds none, or a plan is damaged.
    """
    return [Study.load(part) for part in study_parts(folder)]


def running_cells(folder: Path) -> list[str]:
    """The keys of the cells of one study that a process runs now."""
    return [lock.stem for lock in _locks(folder) if not _is_free(lock)]


@contextmanager
def all_claims(folder: Path) -> Iterator[None]:
    """Hold every claim of one study, so that no process measures in it.

    Raises:
        WrongUse: if a process does.
    """
    with ExitStack() as held:
        for lock in _locks(folder):
            try:
                held.enter_context(FileLock(lock, timeout=0))
            except Timeout as error:
                raise WrongUse(
                    f"{folder} is in use: a process runs {lock.stem}; wait for it, or stop it with "
                    "Ctrl-C where it runs"
                ) from error
        yield


def _locks(folder: Path) -> list[Path]:
    return sorted((folder / CLAIMS).glob("*.lock"))


def _is_free(lock: Path) -> bool:
    try:
        with FileLock(lock, timeout=0):
            return True
    except Timeout:
        return False
    except OSError:
        # Of a study that this user can only read, such as another one's.
        return True
