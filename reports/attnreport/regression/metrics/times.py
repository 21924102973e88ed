"""Times: drawn with the machine's noise, so a ratio with its interval, and a least effect."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from math import isfinite
from typing import ClassVar

from attnreport.record import BASELINE, AnyRecord, SpeedRecord
from attnreport.regression.cells import Cells, Pair
from attnreport.regression.judges.conditions import TIMES_DEPEND_ON, refusal
from attnreport.regression.judges.judging import Statement
from attnreport.regression.judges.time_rule import TimeRule
from attnreport.regression.metric import CellKind, Metric
from attnreport.regression.quantity import Tracking
from attnreport.regression.result_set import ResultSet
from attnreport.regression.session_values import Seconds, SecondsOf, rows_of, sessions
from attnreport.regression.value import Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Time(Metric):
    """A time of the speed record."""

    rule: TimeRule = field(default=TimeRule(), compare=False)
    seconds_of: SecondsOf

    kind: ClassVar[str] = "time"
    judgement: ClassVar[str] = "ratio, interval, least effect, null comparison"
    tracking: ClassVar[Tracking | None] = Tracking(is_of_machine=True)
    is_timed: ClassVar[bool] = True
    cell: ClassVar[CellKind] = "speed"

    def is_in(self, record: AnyRecord) -> bool:
        """Whether a record has times."""
        return isinstance(record, SpeedRecord) and bool(self.seconds_of(record))

    def refusal(self, before: Cells, session: SpeedRecord) -> str:
        """Why a session's times could not be compared with a set's."""
        old = before.fullest(self.seconds_of)
        return refusal(self, TIMES_DEPEND_ON, old, session) if old else ""

    def judge(self, pair: Pair) -> Iterator[Statement]:
        """Round by round where both sets took turns; else as ratios to the baseline network."""
        from attnreport.regression.judges import interleaved, stored_times  # noqa: PLC0415 - loads scipy

        shared = interleaved.shared_sessions(pair)
        if shared:
            return interleaved.judge_interleaved(pair, shared, self, self.seconds_of, self.rule)
        return stored_times.judge_stored_times(pair, self, self.seconds_of, self.rule)

    def values(self, results: ResultSet) -> Iterator[Value]:
        """The median of each row, and of its ratio to the baseline network within rounds."""
        labels, times = results.labels, [self.seconds_of(s) for s in sessions(results)]
        for row in rows_of(*times):
            value = Value(row=row, label=labels.get(row, row), metric=self, value=0.0)
            yield from _median(value, [s for by_row in times for s in by_row.get(row, ())])
            if row != BASELINE:
                ratios = [ratio for by_row in times for ratio in _ratios(by_row, row)]
                yield from _median(replace(value, is_ratio=True), ratios)


def _median(value: Value, rounds: Sequence[float]) -> Iterator[Value]:
    """The value as the median over rounds, if any of them is finite."""
    import numpy as np  # noqa: PLC0415 - slow to load

    finite = [seconds for seconds in rounds if isfinite(seconds)]
    if finite:
        # Halves, so that the difference of the two largest numbers there are is one too.
        low, middle, high = map(float, np.percentile(np.divide(finite, 2), (25, 50, 75)))
        yield replace(value, value=2 * middle, spread=high - low)


def _ratios(seconds: Seconds, row: str) -> Sequence[float]:
    """The row over the baseline, round by round; none where the two were not timed in turns."""
    over, under = seconds.get(row, ()), seconds.get(BASELINE, ())
    if len(over) != len(under):
        return ()
    return [own / other for own, other in zip(over, under, strict=True) if other > 0]
