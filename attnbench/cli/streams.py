"""The output streams of a command: no character is too much for them, and a full disk is an error.

Loads no torch.
"""

import codecs
import errno
import io
import os
import sys

SPELLING = {
    "×": "x",
    "±": "+-",
    "Δ": "delta ",
    "δ": "delta",
    "µ": "u",
    "²": "^2",
    "°": " deg",
    "·": "*",
    "–": "-",
    "—": "-",
    "…": "...",
    "≤": "<=",
    "≥": ">=",
    "→": "->",
    "▲": "^",
    "▼": "v",
}
"""What is printed in place of a character that a stream's encoding does not have."""

HANDLER = "attnbench.spelled"
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EIO)
"""Errors of a write that nothing but room, or another disk, mends."""


def spell_out() -> None:
    """Have standard output and standard error print what their encoding lacks in other letters."""
    codecs.register_error(HANDLER, _spelled)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=HANDLER)


def _spelled(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    missing = error.object[error.start : error.end]
    return "".join(SPELLING.get(letter, ascii(letter)[1:-1]) for letter in missing), error.end


def flush() -> None:
    """Write what is still to be written, while an error can be told.

    Raises:
        OSError: if the output cannot be written.
    """
    if sys.stdout is not None:
        sys.stdout.flush()


def drop() -> None:
    """Write nothing more: closing the output at exit must not complain again."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
