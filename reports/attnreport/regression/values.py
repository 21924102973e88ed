"""Every figure of a result set, one value each, as a history keeps it and a dashboard reads it."""

import math

from attnreport.regression.metrics.table import METRICS
from attnreport.regression.result_set import ResultSet
from attnreport.regression.value import Value


def values(results: ResultSet) -> tuple[Value, ...]:
    """The figures of a result set, metric by metric, each row by row.

    A record that failed gives none, nor does a training that ended in no finite score. Where there
    are several sessions a time is the median over the rounds of all, each ratio within its round.
    """
    figures = (
        value
        for metric in METRICS.values()
        if metric.tracking is not None
        for value in metric.values(results)
    )
    return tuple(value for value in figures if math.isfinite(value.value))
