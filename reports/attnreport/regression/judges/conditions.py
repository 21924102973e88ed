"""What two sessions must have in common before their times or their memory can be compared."""

from collections.abc import Callable, Mapping

from attnreport.record import SpeedRecord
from attnreport.regression.metric import Kind, Metric

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


DEPENDS_ON: Mapping[Kind, Conditions] = {
    Kind.TIME: TIMES_DEPEND_ON,
    Kind.MEMORY: MEMORY_DEPENDS_ON,
}

REMEDY = "attnbench regress --baseline-ref REF measures both versions side by side"


def refusal(metric: Metric, before: SpeedRecord, after: SpeedRecord) -> str:
    """Why a metric of two sessions cannot be compared, as a sentence; empty where it can."""
    differing = ", ".join(
        f"{name} was {says(before)} and is {says(after)}"
        for name, says in DEPENDS_ON[metric.kind].items()
        if says(before) != says(after)
    )
    return f"{metric.title} is not compared: {differing}; {REMEDY}." if differing else ""
