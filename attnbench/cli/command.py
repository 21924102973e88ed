"""A command: the request that it reads, and where its action lies; and a group of commands."""

from dataclasses import dataclass
from importlib import import_module
from inspect import getdoc
from typing import TYPE_CHECKING, Any

from attnbench.cli.interruption import ending_plainly
from attnbench.cli.option import WHAT

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

ACTIONS = "attnbench.cli.actions"


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandGroup:
    """What is shown where the words of a command are not complete."""

    help: str
    examples: tuple[str, ...]
    """Shown below the help; each works as it stands, or with a study in place of its name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """What the command line has to know of a command before it runs."""

    words: str
    """What is typed: `compare`, `list modules`."""
    request: type["DataclassInstance"]
    """Its docstring is the help, its fields are the options."""
    examples: tuple[str, ...]
    """Shown below the help; each works as it stands, or with a study in place of its name."""
    what: str = WHAT
    """The panel of what the command is about, where that is no comparison."""

    @property
    def help(self) -> str:
        """The request's docstring, each paragraph in one line: the terminal breaks it."""
        paragraphs = (getdoc(self.request) or "").split("\n\n")
        return "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)

    @property
    def action(self) -> str:
        """The module whose `run` takes the request, imported only when the command runs."""
        return f"{ACTIONS}.{self.words.replace(' ', '_').replace('-', '_')}"

    def run(self, request: Any) -> None:
        """Do what was typed.

        Raises:
            Exit: on Ctrl-C, with its exit code.
        """
        with ending_plainly():
            import_module(self.action).run(request)
