"""How a command declares what can be typed: a frozen dataclass whose fields say it.

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Paint:
        \"\"\"Paint a wall.\"\"\"

        colour: Annotated[str, Argument("Name of the colour.")]
        coats: Annotated[int, Option("Number of coats.", panel=WORK, read=whole(at_least=1))] = 2

The first field is typed as a word, the second as `--coats 3`: an option's flag is its field's name.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

WHAT = "What to compare"
TRAINING = "Data and training"
MACHINE = "Machine"
OUTPUT = "Output"

Names = Callable[[], Iterable[str]]
"""Gives what can be typed, for the shell to complete; after a comma too."""


def flag_of(name: str) -> str:
    """The flag of an option's field."""
    return f"--{name.replace('_', '-')}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Makes a value of a typed text."""

    read: Callable[[str], object]
    """Raises `WrongUse` with a text that can follow the flag: `must be ... (got ...)`."""
    write: Callable[..., str] = str
    """The text of a value, which `read` reads back."""
    metavar: str = "TEXT"
    takes_objects: bool = False
    """Whether Python code may pass what is no text; who uses it checks it."""


@dataclass(frozen=True, slots=True)
class Option:
    """What is typed after a flag, or a flag alone where the field is a bool."""

    help: str | Callable[[], str]
    """A function where the text is made of a table that others may add to."""
    panel: str = "Options"
    metavar: str | None = None
    read: Reader | None = None
    names: Names | None = None


@dataclass(frozen=True, slots=True)
class Argument:
    """A word that is typed without a flag."""

    help: str | Callable[[], str]
    metavar: str | None = None
    read: Reader | None = None
    names: Names | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Invocation:
    """What the user typed or called; a request that has such a field gets it."""

    command: str = "attnbench"
    """The whole line or call, for records."""
    typed: tuple[str, ...] = ()
    """The fields that were given; the others have their defaults."""


UNTYPED = Invocation()
"""Of a request that is made in Python."""
