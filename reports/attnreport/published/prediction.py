"""Where one more run of a network would land."""

from collections.abc import Sequence
from math import sqrt

from scipy.stats import t

from attnreport.statistics import mean_and_deviation


def prediction_interval(
    values: Sequence[float], *, confidence: float = 0.95
) -> tuple[float, float] | None:
    """The interval that holds the next of equally made, normally distributed values.

    Args:
        values: Those known so far.
        confidence: How often it holds the next one.

    Returns:
        Its ends, by Student's t; None of fewer than two values.
    """
    mean, deviation = mean_and_deviation(values)
    if mean is None or deviation is None:
        return None
    count = len(values)
    reach = float(t.ppf((1 + confidence) / 2, count - 1)) * deviation * sqrt(1 + 1 / count)
    return mean - reach, mean + reach
