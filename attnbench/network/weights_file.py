"""The file of pretrained weights as a file: its digest, and what to say where it cannot be read.

Loads no torch.
"""

import hashlib
from functools import cache
from pathlib import Path

from attnbench.errors import WrongUse

REMEDY = "pass a .safetensors or .pth file of the same backbone and stem"


def file_digest(file: str) -> str:
    """SHA-256 of a file of weights.

    Raises:
        WrongUse: if it cannot be read.
    """
    path = Path(file)
    try:
        return _digest(path, path.stat().st_mtime_ns)
    except OSError as error:
        raise unreadable(file, error.strerror or str(error)) from error


@cache
def _digest(path: Path, changed_ns: int) -> str:
    del changed_ns  # only to notice a file that was replaced
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def unreadable(file: str, reason: str) -> WrongUse:
    """The error about a file of weights."""
    return WrongUse(f"cannot read the weights {file}: {' '.join(reason.split())[:200]}; {REMEDY}")
