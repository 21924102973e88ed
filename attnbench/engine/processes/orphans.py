"""No process of a cell outlives the command that has started it."""

import ctypes
import signal
import sys

PR_SET_PDEATHSIG = 1
"""Linux's number for it, see prctl(2)."""


def die_with_parent() -> None:
    """Have Linux end this process when its parent ends, however that ends.

    Elsewhere it ends when it next tells the parent of its progress.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
