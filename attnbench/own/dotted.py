"""What a dotted name of a Python module names, as in `mynet.blocks.attn:Gate`."""

import re
import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType

from attnbench.errors import WrongUse
from attnbench.own.attributes import attribute_of, classes_of
from attnbench.own.execution import run_file, texts_of, was_run
from attnbench.own.home import home_in
from attnbench.own.imports import digest_of
from attnbench.own.packages import packaged_digest, packaged_text

DOTTED = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*:[^\W\d][\w.]*")


def names_a_package(name: str) -> bool:
    """Whether a name is of a module in the current folder or in an installed package."""
    return DOTTED.fullmatch(name) is not None


def load_dotted(name: str) -> object:
    """What a dotted name names: of what this process has imported, as it was imported.

    What it has not is looked for in the current folder first, as `python -m` does.

    Raises:
        WrongUse: if there is no such module, it fails when it is run, or has no such name.
    """
    dotted, _, attribute = name.partition(":")
    local = home_in(Path.cwd().resolve(), dotted)
    if local is None or _is_imported(dotted):
        module = _imported(dotted)
    else:
        home, file = local
        module = run_file(file, home).module
    value = attribute_of(module, attribute)
    if value is None:
        known = ", ".join(f"{dotted}:{known}" for known in classes_of(module))
        raise WrongUse(f"{dotted} has no {attribute!r}; it defines {known or 'no torch module'}")
    return value


def dotted_digest(name: str) -> str:
    """A hash of the code that `load_dotted` gives, of the local files that it imports too.

    Raises:
        WrongUse: of the kinds of `load_dotted`.
    """
    dotted = name.partition(":")[0]
    local = home_in(Path.cwd().resolve(), dotted)
    if local is None:
        value = load_dotted(name)
        assert callable(value)
        return packaged_digest(value)
    home, file = local
    if _is_imported(dotted):
        return digest_of(texts_of(file, home, packaged_text))
    return run_file(file, home).digest


def _is_imported(dotted: str) -> bool:
    """Whether this process has imported a module itself, by an import statement."""
    module = sys.modules.get(dotted)
    return module is not None and not was_run(module)


def _imported(dotted: str) -> ModuleType:
    try:
        return import_module(dotted)
    except ModuleNotFoundError as error:
        raise WrongUse(_not_found(dotted, str(error.name))) from error
    except (Exception, SystemExit) as error:
        raise WrongUse(
            f"{dotted} fails when it is imported: {type(error).__name__}: {error}; fix it"
        ) from error


def _not_found(dotted: str, missing: str) -> str:
    """What to say of a module that was not found, or of one that it imports."""
    if not f"{dotted}.".startswith(f"{missing}."):
        return f"{dotted} imports {missing}, which is not installed: pip install {missing}"
    parent, _, last = missing.rpartition(".")
    if parent:
        return f"unknown module {dotted!r}: {parent} has no module {last}"
    if Path(missing).is_dir():
        return f"unknown module {dotted!r}: {dotted.replace('.', '/')}.py does not exist"
    return (
        f"unknown module {dotted!r}: neither {Path.cwd()} nor the installed packages hold "
        f"{missing}; run attnbench in the folder that holds it, or pip install {missing}"
    )
