"""What a comparison would refuse, known before anything is measured for it."""

from collections.abc import Iterable, Mapping

from attnreport.record import SpeedRecord
from attnreport.regression.cells import cells_of
from attnreport.regression.judges.conditions import DEPENDS_ON, refusal
from attnreport.regression.metric import Metric
from attnreport.regression.result_set import ResultSet
from attnreport.regression.session_values import BY_ROW


def foreseen(
    before: ResultSet, now: SpeedRecord, metrics: Iterable[Metric]
) -> Mapping[Metric, str]:
    """By metric that no session of today could be held against a set's, a sentence that says why.

    Args:
        before: The baseline set.
        now: What a session of today says of itself; it needs no times.
        metrics: Those that are asked for.
    """
    cells = cells_of(before)
    old = {
        metric: cells.fullest(BY_ROW[metric.name])
        for metric in metrics
        if metric.kind in DEPENDS_ON
    }
    found = {metric: refusal(metric, each, now) for metric, each in old.items() if each}
    return {metric: sentence for metric, sentence in found.items() if sentence}
