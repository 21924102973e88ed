"""What a record of the speed has of each metric, by row."""

from collections.abc import Callable, Mapping

from attnreport.record import SpeedRecord

Seconds = Callable[[SpeedRecord], Mapping[str, tuple[float, ...]]]
"""From a sitting to the times of its rows, one a round."""

Peaks = Mapping[str, int]
"""Bytes by row."""

SECONDS: Mapping[str, Seconds] = {
    "latency": lambda sitting: sitting.latency_s,
    "throughput": lambda sitting: sitting.forward_s,
    "train_step": lambda sitting: sitting.train_step_s,
}
"""By metric, the times."""

PEAKS: Mapping[str, Callable[[SpeedRecord], Peaks]] = {
    "memory": lambda sitting: sitting.peak_forward_bytes,
    "train_memory": lambda sitting: sitting.peak_train_step_bytes,
}
"""By metric, the bytes."""

BY_ROW: Mapping[str, Callable[[SpeedRecord], Mapping[str, object]]] = {**SECONDS, **PEAKS}
"""By metric, the times or the bytes."""
