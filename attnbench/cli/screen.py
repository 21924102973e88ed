"""Standard output as tables are printed on it."""

import os

from rich.console import Console


def screen(width: int) -> Console:
    """A console of the terminal's width, or of COLUMNS where it is set.

    Args:
        width: In characters, of an output that is no terminal and has no other width.
    """
    out = Console(highlight=False)
    columns = os.environ.get("COLUMNS", "")
    has_width = out.is_terminal or (columns.isdecimal() and int(columns) > 0)
    return out if has_width else Console(highlight=False, width=width)
