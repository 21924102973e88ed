"""What a record of the speed has of each metric, by row."""

from collections.abc import Callable, Mapping

from attnreport.record import SpeedRecord

Seconds = Callable[[SpeedRecord], Mapping[str, tuple[float, ...]]]
"""From a session to the times of its rows, one a round."""

Peaks = Mapping[str, int]
"""Bytes by row."""

SECONDS: Mapping[str, Seconds] = {
    "latency": lambda session: session.latency_s,
    "throughput": lambda session: session.forward_s,
    "train_step": lambda session: session.train_step_s,
}
"""By metric, the times."""

PEAKS: Mapping[str, Callable[[SpeedRecord], Peaks]] = {
    "memory": lambda session: session.peak_forward_bytes,
    "train_memory": lambda session: session.peak_train_step_bytes,
}
"""By metric, the bytes."""

BY_ROW: Mapping[str, Callable[[SpeedRecord], Mapping[str, object]]] = {**SECONDS, **PEAKS}
"""By metric, the times or the bytes."""
