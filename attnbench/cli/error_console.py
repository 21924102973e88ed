"""The console on standard error."""

import sys

from rich.console import Console


def error_console() -> Console:
    """A console on standard error; in a notebook one for plain lines.

    There bars would need further packages, and leave something behind at each step.
    """
    # The stream itself: while a user's module runs, sys.stderr is another, which takes its prints.
    console = Console(file=sys.stderr)
    if not console.is_jupyter:
        return console
    return Console(file=sys.stderr, force_jupyter=False, force_terminal=False)
