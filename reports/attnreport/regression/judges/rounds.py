"""Times of one row, round by round, and what is wrong with them."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Logarithms = NDArray[np.float64]
"""Logarithms of seconds or of ratios, one a round."""

SHORTEST_S, LONGEST_S = 1e-9, 1e9
"""No time is shorter or longer."""


def fault_of(*series: Sequence[float]) -> str | None:
    """Why several rows do not pair round by round; None where they do."""
    counts = [len(seconds) for seconds in series]
    if len(set(counts)) > 1 or not counts[0]:
        return f"{' and '.join(map(str, counts))} rounds do not pair"
    wrong = [s for seconds in series for s in seconds if not SHORTEST_S <= s <= LONGEST_S]
    return f"{wrong[0]} s is not a time" if wrong else None


def log_seconds(seconds: Sequence[float]) -> Logarithms:
    """Natural logarithms, so that differences are those of ratios."""
    return np.log(np.asarray(seconds, dtype=np.float64))
