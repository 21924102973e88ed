"""Runs Python files as modules, and runs them again when they or what they import have changed."""

import hashlib
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module, invalidate_caches
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import CodeType, ModuleType

import attnzoo
from attnbench import version
from attnbench.errors import WrongUse
from attnbench.own.failure_text import failure_text
from attnbench.own.home import Home, home_of
from attnbench.own.imports import Texts, digest_of, local_texts, packages_of
from attnbench.own.packages import packaged_text
from attnbench.own.search_path import require_own_package, search

PREFIX = "attnbench_file_"
"""How the names begin under which files are loaded."""

ZOO = Path(attnzoo.__file__).resolve().parent
"""A file may build on the zoo, whose code then counts as its own."""


OURS = Path(version.__file__).resolve().parents[1]
"""The folder that holds the packages of attnbench."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedFile:
    """A file as it was when it was run."""

    module: ModuleType
    digest: str
    """Hash of its code, and of what it imports from its folder and from the zoo."""
    texts: Texts
    """It and what it imports from beside it."""

    def is_current(self) -> bool:
        """Whether running it again would run the same code."""
        return all(path.is_file() and path.read_bytes() == t for path, t in self.texts.items())


_LOADED: dict[str, LoadedFile] = {}
"""By the module's name; checked against the disk at every use."""


def run_file(path: Path, home: Home | None = None) -> LoadedFile:
    """Run a file, unless it was run as it is now.

    What it imports is looked for in its folder, in the folder of its package and in the current
    one, after all installed packages. A file with relative imports is run as a part of its package.

    Args:
        path: Of the file.
        home: Its dotted name, where that is known.

    Raises:
        WrongUse: if the file does not exist, or fails when it is run.
    """
    file = path.resolve()
    name = f"{PREFIX}{path.stem}_{hashlib.sha256(str(file).encode()).hexdigest()}"
    known = _LOADED.get(name)
    if known is not None and known.is_current():
        return known
    refuse_absent(path)
    if known is not None:
        _forget(known)
        _LOADED.pop(name)
    home = home or home_of(file, file.read_bytes())
    invalidate_caches()
    search(_folders(file, home))
    _LOADED[name] = _run(home.name if home else name, path, file, home)
    return _LOADED[name]


def refuse_absent(path: Path) -> None:
    """Check that a file exists.

    Raises:
        WrongUse: if it does not.
    """
    if not path.is_file():
        raise WrongUse(f"{path} does not exist; pass a Python file, as in path/to/mine.py:Class")


def texts_of(file: Path, home: Home | None, read: Callable[[Path], bytes]) -> Texts:
    """A user's file and the files of users, and of the zoo, that it imports.

    Args:
        file: The file, resolved.
        home: Its dotted name, where it is run as a part of a package.
        read: Gives what a file holds.
    """
    packages = [*packages_of(file), *([home.package] if home else [])]
    # A checkout of attnbench is no folder of a user, whose code would count as the file's.
    users = [f for f in _folders(file, home) if f != OURS or f == file.parent]
    return local_texts(file, list(dict.fromkeys((file.parent, *users, *packages, ZOO))), read)


def was_run(module: ModuleType) -> bool:
    """Whether a module is a file as `run_file` ran it."""
    return any(loaded.module is module for loaded in _LOADED.values())


def _folders(file: Path, home: Home | None) -> list[Path]:
    """Where a file's imports are looked for, without repeats."""
    roots = [home.root] if home else [package.parent for package in packages_of(file)]
    here = Path.cwd().resolve()
    order = (*roots, here, file.parent) if home else (file.parent, *roots, here)
    return list(dict.fromkeys(order))


class _ExactLoader(SourceFileLoader):
    """Runs the text that was hashed, whatever the file and its bytecode hold by then."""

    def __init__(self, name: str, path: str, text: bytes) -> None:
        super().__init__(name, path)
        self._text = text

    def get_code(self, fullname: str) -> CodeType:
        """Compile the text."""
        del fullname
        return self.source_to_code(self._text, self.path)


def _run(name: str, path: Path, file: Path, home: Home | None) -> LoadedFile:
    texts = texts_of(file, home, _text)
    loader = _ExactLoader(name, str(path.absolute()), texts[file])
    spec = spec_from_loader(name, loader)
    assert spec is not None
    module = module_from_spec(spec)
    try:
        with _without_bytecode():
            if home is not None:
                _import_parents(home)
            # Pickle and dataclasses look a class's module up by name.
            sys.modules[name] = module
            loader.exec_module(module)
    except WrongUse:
        raise
    except (Exception, SystemExit) as error:
        sys.modules.pop(name, None)
        raise WrongUse(failure_text(error, path)) from error
    beside = {p: text for p, text in texts.items() if not p.is_relative_to(ZOO)}
    return LoadedFile(module=module, digest=digest_of(texts), texts=beside)


def _import_parents(home: Home) -> None:
    """Import the packages around a file, as Python does before the file itself."""
    parent, _, _ = home.name.rpartition(".")
    if parent:
        require_own_package(home.name.partition(".")[0], home.root)
        import_module(parent)


def _text(path: Path) -> bytes:
    return packaged_text(path) if path.is_relative_to(ZOO) else path.read_bytes()


@contextmanager
def _without_bytecode() -> Iterator[None]:
    """Leave no bytecode of what lies beside: of an edit within a second Python would not know."""
    before = sys.dont_write_bytecode
    sys.dont_write_bytecode = True
    try:
        yield
    finally:
        sys.dont_write_bytecode = before


def _forget(known: LoadedFile) -> None:
    """Have everything that a file has imported from beside it imported again."""
    invalidate_caches()
    for name, module in list(sys.modules.items()):
        file = getattr(module, "__file__", None)
        if file and Path(file).resolve() in known.texts:
            del sys.modules[name]
