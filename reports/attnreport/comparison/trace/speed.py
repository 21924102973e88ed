"""Where the times and the memory of a table come from."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

import numpy as np

from attnreport.comparison.timings import TIMED, TimedQuantity, pick_speed
from attnreport.comparison.trace.trace import NOT_MEASURED, Trace, TracedColumn
from attnreport.record import AnyRecord, SpeedRecord
from attnreport.text import plural
from attnreport.units import MISSING, interval_text

PERCENTILES = (0, 25, 50, 75, 100)
PEAKS: Mapping[str, Callable[[SpeedRecord], Mapping[str, int]]] = {
    "peak_forward_bytes": lambda record: record.peak_forward_bytes,
    "peak_train_step_bytes": lambda record: record.peak_train_step_bytes,
}
ALIASES: Mapping[str, tuple[str, ...]] = {
    "train_step": ("Training step",),
    "peak_forward_bytes": ("Memory, inference",),
    "peak_train_step_bytes": ("Peak memory", "Memory, training", "Memory"),
}
"""What the tables call a column, where that is not its name."""


def speed_columns(records: Sequence[AnyRecord], variants: Sequence[str]) -> Iterator[TracedColumn]:
    """The timed quantities and the peaks of memory of the session that tables show."""
    speed = pick_speed(records, variants)
    for name, quantity in TIMED.items():
        yield TracedColumn(
            name=name, aliases=ALIASES.get(name, ()), trace=partial(_timed, speed, quantity)
        )
    for name, peaks in PEAKS.items():
        yield TracedColumn(name=name, aliases=ALIASES[name], trace=partial(_peak, speed, peaks))


def _timed(speed: SpeedRecord | None, quantity: TimedQuantity, variant: str) -> Trace:
    seconds = quantity.seconds(speed).get(variant, ()) if speed else ()
    if speed is None or not seconds:
        return NOT_MEASURED
    timing = quantity.of(speed, variant)
    own, beside = (
        interval_text(median.value, median.low, median.high, digits) if median else MISSING
        for median, digits in ((timing.value, 2), (timing.ratio, 3))
    )
    spread = ", ".join(
        f"{value:.2f}" for value in np.percentile(1000 * np.asarray(seconds), PERCENTILES)
    )
    images = plural(quantity.images(speed), "image")
    lines = [
        f"{own} {quantity.unit}; × baseline {beside}",
        f"{plural(timing.rounds, 'round')} of {images}, ms: least, quartiles, most: {spread}",
        "the ratio is the median over rounds of each round to the baseline's same round",
    ]
    return Trace([speed], lines)


def _peak(
    speed: SpeedRecord | None,
    peaks: Callable[[SpeedRecord], Mapping[str, int]],
    variant: str,
) -> Trace:
    peak = peaks(speed).get(variant) if speed else None
    if speed is None or peak is None:
        return NOT_MEASURED
    return Trace([speed], [f"{peak:,} bytes ({peak / 2**20:.1f} MiB), the same in every run"])
