"""How fast a row is, and how fast beside the baseline of the same timing session."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from attnreport.comparison.sessions import sessions
from attnreport.record import BASELINE, NULL_ROW, AnyRecord, SpeedRecord
from attnreport.statistics import Median, median_of, paired_ratio

Seconds = Mapping[str, tuple[float, ...]]
"""By variant, one value a round."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """One timed quantity of one row."""

    value: Median | None
    """In the quantity's unit, over the rounds."""
    ratio: Median | None
    """To the baseline, each round to the same round; None where one of the two was not timed."""
    rounds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TimedQuantity:
    """Something that is timed in rounds."""

    words: str
    """What a sentence calls it."""
    unit: str
    column: str
    """What the frame calls it."""
    seconds: Callable[[SpeedRecord], Seconds]
    images: Callable[[SpeedRecord], int]
    """Images of one round."""
    is_rate: bool = False
    """Whether it is images a second, of which more is better; else it is a time."""

    def of(self, record: SpeedRecord, variant: str) -> Timing:
        """The quantity of a row."""
        seconds = self.seconds(record)
        own, reference = seconds.get(variant, ()), seconds.get(BASELINE, ())
        pair = (reference, own) if self.is_rate else (own, reference)
        return Timing(
            value=self._in_unit(record, median_of(own)) if own else None,
            ratio=paired_ratio(*pair) if own and reference else None,
            rounds=len(own),
        )

    def _in_unit(self, record: SpeedRecord, seconds: Median) -> Median:
        if not self.is_rate:
            return seconds.map(lambda value: 1000 * value)
        return seconds.map(lambda value: self.images(record) / value)


THROUGHPUT, LATENCY, TRAIN_STEP = "throughput", "latency", "train_step"

TIMED: Mapping[str, TimedQuantity] = {
    THROUGHPUT: TimedQuantity(
        words="throughput",
        unit="img/s",
        column="throughput_per_s",
        seconds=lambda record: record.forward_s,
        images=lambda record: record.batch_size,
        is_rate=True,
    ),
    LATENCY: TimedQuantity(
        words="latency",
        unit="ms",
        column="latency_ms",
        seconds=lambda record: record.latency_s,
        images=lambda _: 1,
    ),
    TRAIN_STEP: TimedQuantity(
        words="training step",
        unit="ms",
        column="train_step_ms",
        seconds=lambda record: record.train_step_s,
        images=lambda record: record.train_batch_size,
    ),
}


MOST_NOISE = 0.05
"""As a share of the baseline: above it, the null row says that no time can be trusted."""


def noise(record: SpeedRecord) -> Mapping[str, float]:
    """By timed quantity, how far from 1 the interval of the null row reaches."""
    ratios = {name: quantity.of(record, NULL_ROW).ratio for name, quantity in TIMED.items()}
    return {name: reach(ratio) for name, ratio in ratios.items() if ratio is not None}


def reach(ratio: Median) -> float:
    """How far from 1 a ratio and its interval reach."""
    ends = (ratio.value, ratio.low, ratio.high)
    return max(abs(end - 1) for end in ends if end is not None)


def is_clock_trusted(speed: SpeedRecord, *quantities: str) -> bool:
    """Whether the null row of a session is close enough to 1 for its times to be marked.

    Args:
        speed: A timing session.
        quantities: Of `TIMED`, those that count; by default all that were timed.
    """
    known = noise(speed)
    counted = [known[name] for name in quantities or TIMED if name in known]
    return bool(counted) and max(counted) <= MOST_NOISE


def timings(record: SpeedRecord, variant: str) -> Mapping[str, Timing]:
    """Every timed quantity of a row, by the names of `TIMED`."""
    return {name: quantity.of(record, variant) for name, quantity in TIMED.items()}


def pick_speed(records: Iterable[AnyRecord], variants: Sequence[str]) -> SpeedRecord | None:
    """The session that timed most of the variants, the newest of several.

    There is only ever one: a ratio never crosses sessions.
    """

    def rank(record: SpeedRecord) -> tuple[int, str]:
        return sum(variant in record.forward_s for variant in variants), record.started_at

    return max(sessions(records), key=rank, default=None)
