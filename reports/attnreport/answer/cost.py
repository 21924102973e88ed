"""What a row is shown to cost more than the baseline."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from attnreport.comparison.comparison import Comparison
from attnreport.comparison.rows import Row, counters
from attnreport.comparison.timings import LATENCY, is_clock_trusted
from attnreport.record import BASELINE, NULL_ROW
from attnreport.statistics import Median

NEGLIGIBLE = 0.001
"""Shares of parameters and MACs below this count as nothing: they print as +0.0 % or +0.1 %."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowCost:
    """A row's cost beside the baseline's; None where something was not measured."""

    latency: Median | None
    """Ratio, with its interval."""
    is_slower: bool | None
    """Whether the ratio's interval lies above both 1 and that of the baseline timed again.

    None where it does not, and the clock is too noisy to say that the row is not slower.
    """
    params: float | None
    macs: float | None
    """Shares of the baseline's, such as 0.22 for 22 % more; MACs by the first counter."""

    @property
    def shown(self) -> tuple[str, ...]:
        """In words, what is shown to cost more: time first, then the size that grows most."""
        return tuple(self._shown())

    @property
    def is_none_shown(self) -> bool:
        """Whether all was measured, and nothing is shown to cost more."""
        is_measured = None not in (self.is_slower, self.params, self.macs)
        return is_measured and not self.shown

    def _shown(self) -> Iterator[str]:
        if self.is_slower:
            yield "slower"
        sizes = {"more MACs": self.macs or 0.0, "more parameters": self.params or 0.0}
        for words in sorted(sizes, key=lambda words: -sizes[words]):
            if sizes[words] >= NEGLIGIBLE:
                yield words


def costs(comparison: Comparison) -> Mapping[str, RowCost]:
    """By variant, what each module's row costs."""
    rows, speed = comparison.rows, comparison.speed
    is_trusted = speed is not None and is_clock_trusted(speed, LATENCY)
    baseline = next((row for row in rows if row.variant == BASELINE), None)
    null = next((_latency(row) for row in rows if row.variant == NULL_ROW), None)
    counter = next(iter(counters(rows)), "")
    return {
        row.variant: RowCost(
            latency=_latency(row),
            is_slower=_is_slower(_latency(row), null, is_trusted=is_trusted),
            params=_share(row.params, baseline.params if baseline else None),
            macs=_share(row.macs.get(counter), baseline.macs.get(counter) if baseline else None),
        )
        for row in rows
        if row.is_module
    }


def _latency(row: Row) -> Median | None:
    return row.timings[LATENCY].ratio if row.timings else None


def _is_slower(latency: Median | None, null: Median | None, *, is_trusted: bool) -> bool | None:
    if latency is None or null is None:
        return None
    least = latency.value if latency.low is None else latency.low
    if least > max(1.0, null.value if null.high is None else null.high):
        return True
    return False if is_trusted else None


def _share(value: int | None, reference: int | None) -> float | None:
    return None if value is None or not reference else value / reference - 1
