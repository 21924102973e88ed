"""Counts, seconds and bytes as text."""

from collections.abc import Collection
from dataclasses import dataclass
from statistics import median

SCALES = ((1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "K"), (1.0, ""))

MISSING = "–"
"""What a table shows where nothing was measured."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintUnit:
    """A unit in which values print as short numbers."""

    size: float
    """In the unit of the stored values."""
    name: str
    digits: int = 2
    """Behind the point."""


PRINT_UNITS = {
    "s": (
        PrintUnit(size=1.0, name="s"),
        PrintUnit(size=1e-3, name="ms"),
        PrintUnit(size=1e-6, name="µs"),
    ),
    "bytes": (
        PrintUnit(size=2.0**30, name="GiB"),
        PrintUnit(size=2.0**20, name="MiB", digits=1),
        PrintUnit(size=2.0**10, name="KiB", digits=1),
    ),
    **{
        unit: tuple(PrintUnit(size=size, name=f"{sign} {unit}".strip()) for size, sign in SCALES)
        for unit in ("parameters", "MACs")
    },
}
"""By the unit of the stored values, largest first; the others are printed as they are."""


def scale_for(values: list[float]) -> tuple[float, str]:
    """The scale in which the smallest of the values still has a digit before the point."""
    smallest = min((abs(v) for v in values if v), default=0.0)
    return next(((size, sign) for size, sign in SCALES if smallest >= size), SCALES[-1])


def count_text(value: float | None, scale: tuple[float, str]) -> str:
    """A count in a scale, as the papers print it: 23705252 in M is 23.71M."""
    if value is None:
        return MISSING
    size, sign = scale
    return f"{value / size:.2f}{sign}" if sign else f"{value:.0f}"


def signed_count_text(value: float | None) -> str:
    """A difference of counts in its own scale, with its sign: +198.37K; 0 where there is none."""
    if not value:
        return MISSING if value is None else "0"
    return f"{'+' if value >= 0 else ''}{count_text(value, scale_for([value]))}"


def brief_text(value: int) -> str:
    """A count in three digits: 313M, 16.4K, 0."""
    size, sign = scale_for([value])
    return f"{brief_number(value / size) if sign else value}{sign}"


def brief_number(value: float) -> str:
    """A number in three digits: 0.25, 1.41, 12.3, 313; a larger one as a whole number."""
    return f"{value:.{0 if value >= 99.95 else 1 if value >= 9.995 else 2}f}"


def ratio_text(value: float) -> str:
    """What a value of the baseline is multiplied by: ×2.92."""
    return f"×{value:.2f}"


def spread_text(mean: float | None, deviation: float | None, digits: int = 2) -> str:
    """Mean ± standard deviation, or the mean alone where there is no deviation."""
    if mean is None:
        return MISSING
    if deviation is None:
        return f"{mean:.{digits}f}"
    return f"{mean:.{digits}f} ± {deviation:.{digits}f}"


def interval_text(
    value: float | None, low: float | None, high: float | None, digits: int = 3
) -> str:
    """A value with its interval: 0.980 [0.972, 0.991]."""
    if value is None:
        return MISSING
    if low is None or high is None:
        return f"{value:.{digits}f}"
    return f"{value:.{digits}f} [{low:.{digits}f}, {high:.{digits}f}]"


def signed_text(value: float | None, digits: int = 2) -> str:
    """A difference with its sign: +0.31."""
    return MISSING if value is None else f"{value:+.{digits}f}"


def difference_text(
    value: float | None, low: float | None, high: float | None, digits: int = 2
) -> str:
    """A difference with its interval: +0.31 [-0.05, +0.67]."""
    text = signed_text(value, digits)
    if low is None or high is None:
        return text
    return f"{text} [{signed_text(low, digits)}, {signed_text(high, digits)}]"


def signed_percent_text(share: float) -> str:
    """A share as a signed percentage: +6.1 %; a small one in two digits, +0.0042 %; or 0 %."""
    if not share:
        return "0 %"
    percent = 100 * share
    return f"{percent:+.2g} %" if abs(percent) < 0.95 else f"{percent:+.1f} %"


def print_unit(unit: str, values: Collection[float]) -> PrintUnit:
    """The largest unit in which the usual value is 1 or more, else the smallest there is."""
    choices = PRINT_UNITS.get(unit, (PrintUnit(size=1.0, name=unit),))
    usual = median(map(abs, values))
    return next((choice for choice in choices if usual >= choice.size), choices[-1])


def measured_text(value: float, unit: str) -> str:
    """What was measured, in a unit in which it is short: 12.35 ms, 45.8 MiB, 80.67 %."""
    shown = print_unit(unit, (value,))
    return f"{value / shown.size:.{shown.digits}f} {shown.name}".rstrip()


def duration_text(seconds: float) -> str:
    """Seconds as a person says them: 8 s, 4 min 10 s, 18 min, 2 h 5 min."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 600:
        return f"{whole // 60} min {whole % 60} s"
    if whole < 3570:
        return f"{round(whole / 60)} min"
    whole = 60 * round(whole / 60)
    return f"{whole // 3600} h {whole % 3600 // 60} min"


def age_text(seconds: float) -> str:
    """How long ago something was, in one unit: 40 s, 12 min, 5 h, 3 d."""
    whole = max(0, int(seconds))
    for size, name in ((86400, "d"), (3600, "h"), (60, "min")):
        if whole >= size:
            return f"{whole // size} {name}"
    return f"{whole} s"
