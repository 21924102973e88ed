"""What a Python file names, as in `mine.py:Class`. Loading a file runs it."""

from pathlib import Path

from attnbench.errors import WrongUse
from attnbench.own.attributes import attribute_of, classes_of
from attnbench.own.execution import refuse_absent, run_file


def names_a_file(name: str) -> bool:
    """Whether a name is of a file, `file.py:Class`, and not a short name."""
    file, _, _ = _parts(name)
    return file.endswith(".py")


def require_file(name: str) -> None:
    """Check that the file of `file.py:Class` exists, without running it.

    Raises:
        WrongUse: if it does not.
    """
    refuse_absent(Path(_parts(name)[0]))


def load_from_file(name: str) -> object:
    """What `file.py:Class` names, as the file is now.

    Raises:
        WrongUse: if the file does not exist, fails when it is run, or has no such name.
    """
    file, colon, attribute = _parts(name)
    module = run_file(Path(file)).module
    value = attribute_of(module, attribute)
    if not colon or value is None:
        known = ", ".join(f"{file}:{name}" for name in classes_of(module)) or "no torch module"
        what = f"has no {attribute!r}" if colon else "is named without a class"
        raise WrongUse(f"{file} {what}; it defines {known}")
    return value


def file_digest(name: str) -> str:
    """A hash of the code that `load_from_file` gives, of the local files that it imports too.

    Raises:
        WrongUse: if the file does not exist, or fails when it is run.
    """
    return run_file(Path(_parts(name)[0])).digest


def _parts(name: str) -> tuple[str, str, str]:
    """File, colon and attribute; a colon after a drive letter does not count."""
    if name.endswith(".py"):
        return name, "", ""
    file, colon, attribute = name.rpartition(":")
    return file, colon, attribute
