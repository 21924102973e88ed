"""What two sittings must have in common before their times or their memory can be compared."""

from collections.abc import Callable, Mapping

from attnreport.record import SpeedRecord

Conditions = Mapping[str, Callable[[SpeedRecord], object]]
"""By name, what a sitting says of it."""

MEMORY_DEPENDS_ON: Conditions = {
    "device": lambda sitting: sitting.environment.device,
    "precision": lambda sitting: sitting.setting.precision,
    "batch size": lambda sitting: sitting.batch_size,
    "batch size of training": lambda sitting: sitting.train_batch_size,
    "channels last": lambda sitting: sitting.channels_last,
}

TIMES_DEPEND_ON: Conditions = {
    "processor": lambda sitting: sitting.environment.cpu,
    "cores": lambda sitting: sitting.environment.cores,
    "threads": lambda sitting: sitting.environment.threads,
    "torch": lambda sitting: sitting.environment.torch,
    **MEMORY_DEPENDS_ON,
}


def differences(before: SpeedRecord, after: SpeedRecord, conditions: Conditions) -> str:
    """What differs, with both values; empty where nothing does."""
    return ", ".join(
        f"{name} was {says(before)} and is {says(after)}"
        for name, says in conditions.items()
        if says(before) != says(after)
    )
