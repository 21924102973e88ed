"""Studies by name: a path, the name of a folder in `attnbench-studies`, or its beginning."""

import os
import re
from collections.abc import Sequence
from pathlib import Path

from attnbench.errors import UnknownName, WrongUse

DEFAULT_ROOT = Path("attnbench-studies")
"""Where studies are that have a name and no path."""

PLAN = "plan.toml"
DESIGN = "design.json"
TRACKING = "tracking"
"""Folder of what was sent to trackers, and of what they write that have no place of their own."""

MARKS = (PLAN, DESIGN, "records")
"""What a study's folder holds, or what is left of it where something is damaged."""

HASH = re.compile(r"[0-9a-f]{10}")
"""The name of a study that was not given one."""
SHORTEST = 4
"""Digits that are taken for the beginning of a hash where they could be a new name, as in git."""

SEE = "attnbench studies"


def study_names(root: Path = DEFAULT_ROOT) -> list[str]:
    """The names of the studies in a folder, in alphabetical order; none where it does not exist."""
    return sorted(folder.name for folder in root.glob("[!.]*") if holds_study(folder))


def study_places(named: Path | None = None) -> list[Path]:
    """Where studies may be, those of ablations too; not every folder of the list is one.

    Args:
        named: The folder of a study that was named.
    """
    parents = [DEFAULT_ROOT, *([named] if named else [])]
    inside = [place for parent in parents for place in sorted(parent.glob("[!.]*"))]
    of_ablations = [place for study in DEFAULT_ROOT.glob("[!.]*") for place in study.glob("*=*")]
    return [*([named] if named else []), *inside, *sorted(of_ablations)]


def holds_study(folder: Path) -> bool:
    """Whether a folder is a study, or holds the studies of one ablation or published table."""
    return any((folder / mark).exists() for mark in MARKS) or any(folder.glob(f"*/{PLAN}"))


def find_study(name: str | os.PathLike[str]) -> Path:
    """The folder of an existing study.

    Args:
        name: A path; or the name of a folder in `attnbench-studies`, or a beginning that no other
            has. What exists as a path is that path.

    Returns:
        The folder; one that was given as a path may not exist.

    Raises:
        WrongUse: if the name is unknown, or the beginning of several.
    """
    text = os.fspath(name)
    place = _place(text)
    if place is not None:
        return place
    known = study_names()
    begun = _only([other for other in known if other.startswith(text)], text)
    if begun is None:
        raise _unknown(text, known)
    return DEFAULT_ROOT / begun


def study_to_fill(name: str | os.PathLike[str] | None) -> Path | None:
    """The folder of a study that gains records and may be new.

    Args:
        name: As for `find_study`, but only a hash can be shortened, since the beginning of another
            name may be a new one. A new name is that of a folder in `attnbench-studies`.

    Returns:
        The folder; None where no study is named.

    Raises:
        WrongUse: if the name is empty, or the beginning of several hashes.
    """
    if name is None:
        return None
    text = os.fspath(name)
    place = _place(text)
    if place is not None:
        return place
    hashes = [other for other in study_names() if HASH.fullmatch(other)]
    begun = [other for other in hashes if other.startswith(text) and len(text) >= SHORTEST]
    return DEFAULT_ROOT / (_only(begun, text) or text)


def _place(text: str) -> Path | None:
    """The folder, or file of results, that a text names in full; None where it may be shortened."""
    if not text:
        raise WrongUse("must be a name or a path (got '')", parameter="study")
    path, kept = Path(text), DEFAULT_ROOT / text
    is_path = path.name != text or text == os.pardir or text.endswith(".json")
    if is_path or path.exists():
        return path
    return kept if kept.exists() else None


def _only(names: Sequence[str], text: str) -> str | None:
    """The only one of some names, or None where there is none.

    Raises:
        WrongUse: if there are several.
    """
    if len(names) > 1:
        raise WrongUse(
            f"{text!r} is the beginning of {len(names)} studies: {', '.join(names)}; write more of "
            "the name"
        )
    return names[0] if names else None


def _unknown(name: str, known: Sequence[str]) -> WrongUse:
    if known:
        return UnknownName("study", name, known, SEE)
    return WrongUse(
        f"unknown study {name!r}: {DEFAULT_ROOT} holds none; begin one with attnbench compare "
        "--modules, or give the path of a study's folder"
    )


def newest_study(root: Path = DEFAULT_ROOT) -> Path:
    """The folder of the study that was opened or gained a record last.

    Raises:
        WrongUse: if there is none.
    """
    folders = [root / name for name in study_names(root)]
    studies = [folder for folder in folders if any((folder / mark).exists() for mark in MARKS)]
    if not studies:
        raise WrongUse(
            f"no study is named, and {root} holds none; begin one with attnbench compare "
            "--modules, or give the path of a study's folder"
        )
    return max(studies, key=changed_at)


def changed_at(folder: Path) -> float:
    """Unix time at which a study, or one of those in a folder, was opened or gained a record."""
    marks = [path for mark in MARKS for path in (*folder.glob(mark), *folder.glob(f"*/{mark}"))]
    return max((mark.stat().st_mtime for mark in marks), default=0.0)
