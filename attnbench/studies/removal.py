"""Removing a study, and nothing else that lies in its folder."""

import shutil
from contextlib import ExitStack, suppress
from pathlib import Path

from attnbench.errors import WrongUse
from attnbench.studies.parts import CLAIMS, all_claims, study_parts
from attnbench.study import FOLDERS
from attnbench.study_names import DESIGN, PLAN, TRACKING


def remove_study(folder: Path) -> list[Path]:
    """Delete a study, or the studies of one ablation.

    Args:
        folder: Of the study.

    Returns:
        What else lies in the folder and was kept; if it is empty, the folder is gone too.

    Raises:
        WrongUse: if it holds no study, a process measures in one, or it cannot be deleted.
    """
    parts = study_parts(folder)
    try:
        with ExitStack() as held:
            for part in parts:
                held.enter_context(all_claims(part))
            for part in (*parts, folder):
                _delete_results(part)
        for part in (*reversed(parts), folder):
            _delete_rest(part)
    except OSError as error:
        raise WrongUse(
            f"cannot remove {folder}: {error.strerror} ({error.filename}); delete it by hand"
        ) from error
    return sorted(folder.iterdir()) if folder.exists() else []


def _delete_results(folder: Path) -> None:
    for name in (*FOLDERS, TRACKING):
        if name != CLAIMS and (folder / name).exists():
            shutil.rmtree(folder / name)


def _delete_rest(folder: Path) -> None:
    """Delete the claims, which are free by now, then what makes it a study."""
    if (folder / CLAIMS).exists():
        shutil.rmtree(folder / CLAIMS)
    for name in (DESIGN, PLAN):
        (folder / name).unlink(missing_ok=True)
    with suppress(OSError):  # It holds other files.
        folder.rmdir()
