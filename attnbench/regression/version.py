"""Where a process finds one version of the code: what it imports, and the folder it works in."""

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from attnbench.data.source import find_root
from attnbench.errors import WrongUse
from attnbench.own.file import names_a_file
from attnbench.plan.plan import Plan
from attnbench.regression.worktree import Checkout
from attnbench.tasks.sources import find_source
from attnbench.tasks.tasks import find_task


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One version of the code, as a process sees it."""

    name: str
    """What it is called in a report: main, working tree."""
    checkout: Checkout
    search: tuple[str, ...]
    """Where Python looks for imports."""
    folder: Path
    """Where it works, so that `mine.py:Class` is that version's file."""


def now(checkout: Checkout, folder: Path, search: Iterable[str]) -> Version:
    """The version in the working tree, imported as this process imports."""
    paths = tuple(str(Path(path or folder).absolute()) for path in search)
    return Version(name="working tree", checkout=checkout, search=paths, folder=folder)


def then(name: str, checkout: Checkout, current: Version) -> Version:
    """The version in another checkout: what lies in the working tree is looked for there instead.

    What the other checkout does not have, such as a virtual environment, stays where it is.
    """
    return Version(
        name=name,
        checkout=checkout,
        search=tuple(
            str(_moved(Path(path), current.checkout, checkout)) for path in current.search
        ),
        folder=_moved(current.folder, current.checkout, checkout),
    )


def _moved(path: Path, of: Checkout, to: Checkout) -> Path:
    within = _within(path, of)
    return path if within is None or not (to.root / within).exists() else to.root / within


def _within(path: Path, checkout: Checkout) -> Path | None:
    """The path from a checkout's top folder; None for what lies outside."""
    resolved = path.resolve()
    root = checkout.root.resolve()
    return resolved.relative_to(root) if resolved.is_relative_to(root) else None


def portable(plan: Plan, checkout: Checkout, folder: Path) -> Plan:
    """The plan for processes that work in other folders: data where they are, code by its place.

    Args:
        plan: Its paths are relative to the folder.
        checkout: Of the working tree.
        folder: Where the command was typed.

    Raises:
        WrongUse: if a module's file lies outside the repository, where it has one version only.
    """
    root = find_root(plan.data_root).absolute()
    return replace(
        plan,
        modules=tuple(
            replace(variant, module=_portable(variant.module, checkout, folder))
            for variant in plan.modules
        ),
        task=_portable(plan.task, checkout, folder),
        weights=str(folder / plan.weights) if plan.weights else "",
        data_root=str(root),
        data=find_source(plan.data, find_task(plan.task)).full_name(plan.data, root),
    )


def _portable(name: str, checkout: Checkout, folder: Path) -> str:
    """The name of a module or a task, its file by the path from the folder."""
    if not names_a_file(name):
        return name
    file, _, attribute = name.rpartition(":")
    if _within(folder / file, checkout) is None:
        raise WrongUse(
            f"{file} lies outside the repository {checkout.root}, so it has one version only; "
            "name a file of the repository, or a module of the catalogue"
        )
    near = os.path.relpath((folder / file).resolve(), folder.resolve())
    return f"{near}:{attribute}"


def refuse_absent_submodules(plan: Plan, current: Version, reference: Version) -> None:
    """Check that the reference's checkout has the submodules that the plan's files lie in.

    Args:
        plan: From `portable`.
        current: The version in the working tree.
        reference: The version to compare with.

    Raises:
        WrongUse: if it lacks one: its modules would seem new, and nothing would be compared.
    """
    names = (*(variant.module for variant in plan.modules), plan.task)
    for file in (name.rpartition(":")[0] for name in names if names_a_file(name)):
        within = _within(current.folder / file, current.checkout)
        for path, why in reference.checkout.absent.items():
            if within is not None and within.is_relative_to(path):
                raise WrongUse(
                    f"{file} lies in the submodule {path}, which cannot be checked out as "
                    f"{reference.name} has it: {why}"
                )


def refuse_mixed_code(
    files_of_reference: Sequence[str],
    files_of_current: Sequence[str],
    reference: Version,
    current: Version,
) -> None:
    """Check what the processes of two versions have imported.

    Args:
        files_of_reference: Of everything that the reference's process has imported.
        files_of_current: Of everything that the current version's process has imported.
        reference: The version to compare with.
        current: The version in the working tree.

    Raises:
        WrongUse: if the reference's process has imported a file of the working tree, or no process
            a file of the repository.
    """
    for file in map(Path, files_of_reference):
        within = _within(file, current.checkout)
        if within is not None and (reference.checkout.root / within).exists():
            raise WrongUse(
                f"{reference.name} was to be measured and {file} of the working tree was imported: "
                "a package is installed in a way that leads there whatever is checked out; install "
                "it with pip install -e --config-settings editable_mode=compat, or not at all"
            )
    # Packages that lie in the repository, as in an environment there, are the same for both.
    shared = {
        path
        for path in set(reference.search) & set(current.search)
        if _within(Path(path), current.checkout)
    }
    own = [
        file
        for file in map(Path, files_of_current)
        if not any(str(parent) in shared for parent in file.parents)
    ]
    if not any(_within(file, current.checkout) for file in own):
        raise WrongUse(
            f"nothing that is measured comes from {current.checkout.root}, so {reference.name} and "
            "the working tree would be the same code; run it in the repository of the module, the "
            "backbone or the recipe that changes"
        )
