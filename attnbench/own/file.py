"""A module from a Python file. Loading a file runs it."""

import hashlib
import importlib.util
import sys
import traceback
from pathlib import Path
from types import ModuleType

from torch import nn

from attnbench.errors import WrongUse

PREFIX = "attnbench_file_"
"""How the names begin under which files are loaded."""


def names_a_file(name: str) -> bool:
    """Whether a module is named by a file, `file.py:Class`, rather than by a short name."""
    file, _, _ = _parts(name)
    return file.endswith(".py")


def load_from_file(name: str) -> object:
    """What `file.py:Class` names.

    Raises:
        WrongUse: if the file is not there, fails when it is run, or has no such name.
    """
    file, colon, attribute = _parts(name)
    loaded = _run(Path(file))
    if not colon or not hasattr(loaded, attribute):
        known = ", ".join(f"{file}:{each}" for each in _classes(loaded)) or "no torch module"
        what = f"has no {attribute!r}" if colon else "is named without a class"
        raise WrongUse(f"{file} {what}; it defines {known}")
    found: object = getattr(loaded, attribute)
    return found


def _parts(name: str) -> tuple[str, str, str]:
    """File, colon and attribute; the colon after a drive letter is none."""
    if name.endswith(".py"):
        return name, "", ""
    file, colon, attribute = name.rpartition(":")
    return file, colon, attribute


def _run(path: Path) -> ModuleType:
    """Run a file as a module, with its folder searched for what it imports."""
    name = f"{PREFIX}{path.stem}_{hashlib.sha256(str(path.resolve()).encode()).hexdigest()}"
    if name in sys.modules:
        return sys.modules[name]
    if not path.is_file():
        raise WrongUse(f"{path} is no file; pass the path of one, as in path/to/mine.py:Class")
    _search(path.resolve().parent)
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    # Pickle and dataclasses look a class's module up by name.
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except (Exception, SystemExit) as error:
        del sys.modules[name]
        raise WrongUse(
            f"{path} fails when it is run{_line(error, path)}: {type(error).__name__}: {error}; "
            "loading a module runs its file: mend it"
        ) from error
    return module


def _search(folder: Path) -> None:
    """Let imports find what lies in a folder: after all packages, before other files' folders."""
    others = {
        Path(str(module.__file__)).resolve().parent
        for name, module in sys.modules.items()
        if name.startswith(PREFIX)
    } - {folder}
    places = [index for index, each in enumerate(sys.path) if Path(each).resolve() in others]
    if str(folder) in sys.path and sys.path.index(str(folder)) > min(places, default=len(sys.path)):
        sys.path.remove(str(folder))
    if str(folder) not in sys.path:
        sys.path.insert(min(places, default=len(sys.path)), str(folder))
    for name in [name for name in sys.modules if _is_namesake(name, folder, others)]:
        del sys.modules[name]


def _is_namesake(name: str, folder: Path, others: set[Path]) -> bool:
    """Whether an imported module lies beside another file, and has a namesake in the folder."""
    top = name.partition(".")[0]
    file = getattr(sys.modules.get(top), "__file__", None) or ""
    home = Path(file).resolve().parent
    home = home.parent if Path(file).name == "__init__.py" else home
    has_namesake = (folder / f"{top}.py").exists() or (folder / top / "__init__.py").exists()
    return bool(file) and home in others and not top.startswith(PREFIX) and has_namesake


def _line(error: BaseException, path: Path) -> str:
    """Where in the file it went wrong, if it was there."""
    if isinstance(error, SyntaxError) and error.lineno:
        return f", line {error.lineno}"
    lines = [
        frame.lineno
        for frame in traceback.extract_tb(error.__traceback__)
        if Path(frame.filename).resolve() == path.resolve()
    ]
    return f", line {lines[-1]}" if lines else ""


def _classes(loaded: ModuleType) -> list[str]:
    return [
        name
        for name, each in vars(loaded).items()
        if isinstance(each, type) and issubclass(each, nn.Module)
        if each.__module__ == loaded.__name__
    ]
