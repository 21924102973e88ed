"""What two sessions must have in common before their times or their memory can be compared."""

from collections.abc import Callable, Iterable, Mapping

from attnreport.record import SpeedRecord
from attnreport.regression.cells import cells_of
from attnreport.regression.metric import Metric
from attnreport.regression.quantity import Quantity
from attnreport.regression.result_set import ResultSet

Conditions = Mapping[str, Callable[[SpeedRecord], object]]
"""By name, what a session says of it."""

MEMORY_DEPENDS_ON: Conditions = {
    "device": lambda session: session.environment.device,
    "precision": lambda session: session.setting.precision,
    "batch size": lambda session: session.batch_size,
    "batch size of training": lambda session: session.train_batch_size,
    "channels last": lambda session: session.channels_last,
}

TIMES_DEPEND_ON: Conditions = {
    "processor": lambda session: session.environment.cpu,
    "cores": lambda session: session.environment.cores,
    "threads": lambda session: session.environment.threads,
    "torch": lambda session: session.environment.torch,
    **MEMORY_DEPENDS_ON,
}

REMEDY = "name a git commit, and attnbench regress measures both versions in turns"


def refusal(
    metric: Quantity, conditions: Conditions, before: SpeedRecord, after: SpeedRecord
) -> str:
    """Why a metric of two sessions cannot be compared, as a sentence; empty where it can."""
    differing = ", ".join(
        f"{name} was {value_of(before)} and is {value_of(after)}"
        for name, value_of in conditions.items()
        if value_of(before) != value_of(after)
    )
    return f"{metric.title} is not compared: {differing}; {REMEDY}." if differing else ""


def foreseen(
    before: ResultSet, now: SpeedRecord, metrics: Iterable[Metric]
) -> Mapping[Metric, str]:
    """By metric that no session of today could be compared in with a set, a sentence that says why.

    Args:
        before: The reference results.
        now: What a session of today says of itself; it needs no times.
        metrics: Those that will be compared.
    """
    cells = cells_of(before)
    sentences = {metric: metric.refusal(cells, now) for metric in metrics}
    return {metric: sentence for metric, sentence in sentences.items() if sentence}
