"""Every figure of a result set, one value each, as a history keeps it and a dashboard reads it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from attnreport.record import BASELINE, NULL_ROW, CostRecord, SpeedRecord, TrainRecord
from attnreport.regression.metric import METRICS, Metric
from attnreport.regression.result_set import ResultSet
from attnreport.regression.session_values import PEAKS, SECONDS
from attnreport.scores import headline, last_scores_by_variant
from attnreport.statistics import mean_and_deviation

RATIO_UNIT = "× baseline"
"""Of a time over the baseline network's of the same rounds."""

Rounds = Sequence[float]
"""One value a round."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """One figure of one row."""

    row: str
    """The variant, as a record has it."""
    label: str
    """Its name in print."""
    metric: Metric
    detail: str = ""
    """Which of several values: the counter torch, the score top1; else empty."""
    value: float
    unit: str
    """The metric's, or `RATIO_UNIT`."""
    spread: float | None = None
    """Standard deviation over seeds, half the interquartile range over rounds; None for counts."""

    @property
    def is_ratio(self) -> bool:
        """Whether it is a ratio to the baseline network of the same session."""
        return self.unit == RATIO_UNIT


def values(results: ResultSet) -> tuple[Value, ...]:
    """The figures of a result set: sizes, then scores, times and memory, each row by row.

    A record that failed gives none, nor does a training that ended in no finite score. Where there
    are several sessions a time is the median over the rounds of all, each ratio within its round.
    """
    found = (*_sizes(results), *_scores(results), *_times(results), *_memory(results))
    return tuple(each for each in found if np.isfinite(each.value))


def sessions(results: ResultSet) -> tuple[SpeedRecord, ...]:
    """The sessions that times are read from, newest first: those of the newest's environment.

    A study that grew keeps sessions of older code and of other machines; their times do not mix.
    """
    timed = [r for r in results.records if isinstance(r, SpeedRecord) and r.error is None]
    timed.sort(key=lambda record: record.started_at, reverse=True)
    return tuple(record for record in timed if record.environment == timed[0].environment)


def _labels(results: ResultSet) -> Mapping[str, str]:
    named = [record for record in results.records if not isinstance(record, SpeedRecord)]
    return {record.variant: record.label for record in named}


def _sizes(results: ResultSet) -> Iterator[Value]:
    for record in results.records:
        if not isinstance(record, CostRecord) or record.error is not None:
            continue
        row = (record.variant, record.label)
        if record.params is not None:
            yield _value(row, "params", record.params)
        for counter, count in record.macs.items():
            if count is not None:
                yield _value(row, "macs", count, detail=counter)


def _scores(results: ResultSet) -> Iterator[Value]:
    runs = [r for r in results.records if isinstance(r, TrainRecord) and r.error is None]
    kind, labels = headline(runs), _labels(results)
    if kind is None:
        return
    for variant, scores in last_scores_by_variant(runs, kind).items():
        mean, deviation = mean_and_deviation(scores)
        if mean is not None:
            row = (variant, labels[variant])
            yield _value(row, "accuracy", mean, detail=kind.name, spread=deviation)


def _times(results: ResultSet) -> Iterator[Value]:
    timed, labels = sessions(results), _labels(results)
    for metric, seconds_of in SECONDS.items():
        seconds = [seconds_of(session) for session in timed]
        for variant in _rows(seconds):
            row = (variant, labels.get(variant, variant))
            own = [each.get(variant, ()) for each in seconds]
            yield from _median(row, metric, own, METRICS[metric].unit)
            if variant != BASELINE:
                ratios = [_ratios(each, variant) for each in seconds]
                yield from _median(row, metric, ratios, RATIO_UNIT)


def _median(
    row: tuple[str, str], metric: str, rounds_by_session: Iterable[Rounds], unit: str
) -> Iterator[Value]:
    rounds = [each for session in rounds_by_session for each in session if np.isfinite(each)]
    if rounds:
        # Halves, so that the difference of the two largest numbers there are is one too.
        low, middle, high = map(float, np.percentile(np.divide(rounds, 2), (25, 50, 75)))
        yield replace(_value(row, metric, 2 * middle, spread=high - low), unit=unit)


def _ratios(seconds: Mapping[str, Rounds], variant: str) -> Rounds:
    """The row over the baseline, round by round; none where the two were not timed in turns."""
    over, under = seconds.get(variant, ()), seconds.get(BASELINE, ())
    if len(over) != len(under):
        return ()
    return [own / other for own, other in zip(over, under, strict=True) if other > 0]


def _memory(results: ResultSet) -> Iterator[Value]:
    timed, labels = sessions(results), _labels(results)
    for metric, peaks_of in PEAKS.items():
        peaks = [peaks_of(session) for session in timed]
        for variant in _rows(peaks):
            newest = next(each[variant] for each in peaks if variant in each)
            yield _value((variant, labels.get(variant, variant)), metric, newest)


def _rows(by_row: Sequence[Mapping[str, object]]) -> list[str]:
    """The rows that any of them has, in order; the null row is no row of a result set."""
    return [row for row in dict.fromkeys(row for each in by_row for row in each) if row != NULL_ROW]


def _value(
    row: tuple[str, str],
    metric: str,
    value: float,
    *,
    detail: str = "",
    spread: float | None = None,
) -> Value:
    name, label = row
    return Value(
        row=name,
        label=label,
        metric=METRICS[metric],
        detail=detail,
        value=float(value),
        unit=METRICS[metric].unit,
        spread=spread,
    )
