"""Modules by name: the catalogue's, a Python file's, and those that installed packages bring."""

from collections.abc import Mapping
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path

from attnbench.errors import UnknownName, WrongUse
from attnbench.own.entry import entry_of
from attnbench.own.file import load_from_file, names_a_file
from attnzoo import CATALOG, Entry

GROUP = "attnbench.modules"
"""The entry-point group in which a package registers modules."""


@cache
def find(name: str) -> Entry:
    """What is known about a module.

    Args:
        name: A short name of the catalogue; `file.py:Class`, whose file is run; or a name that an
            installed package registers in the entry-point group `attnbench.modules`. Where names
            collide the catalogue's is meant.

    Raises:
        UnknownName: if there is no such name.
        WrongUse: if the file or the package does not give a module.
    """
    if name in CATALOG:
        return CATALOG[name]
    if names_a_file(name):
        return entry_of(name, load_from_file(name))
    installed = registered()
    if name not in installed:
        _refuse_paths(name)
        raise UnknownName("module", name, [*CATALOG, *installed], "attnbench list modules")
    return entry_of(name, _load(installed[name]))


def _refuse_paths(name: str) -> None:
    file, colon, attribute = name.partition(":")
    if Path(name).is_dir():
        raise WrongUse(f"{name} is a folder; name a file and a class, as in {name}/mine.py:Class")
    if Path(f"{file}.py").is_file():
        raise WrongUse(
            f"unknown module {name!r}, but {file}.py is here: write {file}.py:"
            f"{attribute if colon else 'Class'}"
        )


def registered() -> Mapping[str, EntryPoint]:
    """The modules that installed packages register, by name."""
    return {point.name: point for point in entry_points(group=GROUP)}


def _load(point: EntryPoint) -> object:
    try:
        loaded: object = point.load()
    except Exception as error:
        raise WrongUse(
            f"module {point.name!r} is registered as {point.value}, which cannot be loaded "
            f"({type(error).__name__}: {error}); mend or uninstall that package"
        ) from error
    return loaded
