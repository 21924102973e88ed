"""The one decision about everything that is drawn with noise."""

from math import isfinite

from attnreport.regression.finding import Verdict

CHANGED = (Verdict.REGRESSED, Verdict.IMPROVED)


def decide(
    estimate: float, low: float, high: float, minimum: float, *, ceiling: float | None = None
) -> Verdict:
    """The verdict on a change that is known with an interval.

    Args:
        estimate: The change; positive is worse.
        low: Lower end of its interval.
        high: Upper end.
        minimum: The least change that counts, 0 or more, in the same unit.
        ceiling: What the change surely does not exceed, where that is said with another confidence
            than the interval; None takes its upper end.
    """
    if not all(map(isfinite, (estimate, low, high))):
        return Verdict.BROKEN
    if low > 0 and estimate >= minimum:
        return Verdict.REGRESSED
    if high < 0 and estimate <= -minimum:
        return Verdict.IMPROVED
    # A regression can be neither shown nor excluded.
    if high > 0 and (high if ceiling is None else ceiling) >= minimum:
        return Verdict.TOO_NOISY
    return Verdict.OK


def is_nothing(estimate: float, low: float, high: float, minimum: float) -> bool:
    """Whether a comparison of something with itself shows no change, in either order."""
    forth = decide(estimate, low, high, minimum)
    back = decide(-estimate, -high, -low, minimum)
    return forth is back is Verdict.OK
