"""Modules by name: the catalogue's, a Python file's, and those that installed packages bring."""

from importlib.metadata import EntryPoint
from pathlib import Path
from typing import TYPE_CHECKING

from attnbench.errors import UnknownName, WrongUse
from attnbench.lazy import lazy
from attnbench.own.dotted import dotted_digest, load_dotted, names_a_package
from attnbench.own.file import file_digest, load_from_file, names_a_file
from attnbench.own.packages import packaged_digest
from attnbench.own.session_digest import session_digest
from attnbench.plan.module_name import registered
from attnbench.plan.session import is_known_here, session_object
from attnzoo import CATALOG, Entry

if TYPE_CHECKING:
    from attnbench.own import entry as own_entry
else:
    own_entry = lazy("attnbench.own.entry")

BUILDING = 2
"""Raised when a user's module is built in another way, so that an old record is not taken for a
new one."""


def find(name: str) -> Entry:
    """What is known about a module.

    Args:
        name: A short name of the catalogue; `file.py:Class`, whose file is run, again if it has
            changed; `package.module:Class`, of the current folder or installed; or a name that an
            installed package registers in the entry-point group `attnbench.modules`. Where names
            collide the catalogue's is meant.

    Raises:
        UnknownName: if there is no such name.
        WrongUse: if the file or the package does not give a module.
    """
    if name in CATALOG:
        return CATALOG[name]
    # Loaded before the entry is looked at: what cannot be loaded needs no torch.
    loaded = _own_object(name)
    return own_entry.entry_of(name, loaded)


def _own_object(name: str) -> object:
    if names_a_file(name):
        return load_from_file(name)
    if is_known_here(name):
        return session_object(name)
    if names_a_package(name):
        return load_dotted(name)
    installed = registered()
    if name not in installed:
        _refuse_paths(name)
        raise UnknownName("module", name, [*CATALOG, *installed], "attnbench list modules")
    return _load(installed[name])


def code_digest(name: str) -> str:
    """A hash of the code that `find` gives: syntax trees without docstrings, local imports too.

    Local is what lies in the module's own package, or beside its file, and the zoo.

    Raises:
        ValueError: of the kinds of `find`.
    """
    if name in CATALOG:
        return packaged_digest(CATALOG[name].code)
    return f"{_own_digest(name)}-{BUILDING}"


def _own_digest(name: str) -> str:
    if names_a_file(name):
        return file_digest(name)
    if is_known_here(name):
        return session_digest(session_object(name))
    return dotted_digest(name) if names_a_package(name) else packaged_digest(find(name).build)


def _refuse_paths(name: str) -> None:
    file, colon, attribute = name.partition(":")
    if Path(name).is_dir():
        raise WrongUse(f"{name} is a folder; name a file and a class, as in {name}/mine.py:Class")
    if Path(f"{file}.py").is_file():
        raise WrongUse(
            f"unknown module {name!r}, but {file}.py is here: write {file}.py:"
            f"{attribute if colon else 'Class'}"
        )


def _load(point: EntryPoint) -> object:
    try:
        loaded: object = point.load()
    except Exception as error:
        raise WrongUse(
            f"module {point.name!r} is registered as {point.value}, which cannot be loaded "
            f"({type(error).__name__}: {error}); fix or uninstall that package"
        ) from error
    return loaded
