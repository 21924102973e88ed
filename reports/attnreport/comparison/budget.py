"""What a user can afford: limits on latency, parameters, MACs and memory."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from attnreport.comparison.rows import Row
from attnreport.comparison.timings import LATENCY
from attnreport.errors import WrongValue
from attnreport.record import BASELINE, NULL_ROW
from attnreport.statistics import Median


class BadLimit(WrongValue):
    """A limit that cannot be read, such as `max_latency`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """Something that a budget can limit."""

    value: Callable[[Row], Median | None]
    """The value of a row in the smallest unit; None where it was not measured."""
    units: Mapping[str, float]
    """What a text may end in, as multiples of the smallest unit."""
    ratio: Callable[[Row], Median | None] | None = None
    """The measured ratio to the baseline, where a quotient of values is not one."""


def _exact(value: float | None) -> Median | None:
    """What is the same whenever it is measured."""
    return None if value is None else Median(value=value, low=None, high=None)


SIZES = {"": 1.0, "K": 1e3, "M": 1e6, "G": 1e9}

QUANTITIES: Mapping[str, Quantity] = {
    "latency": Quantity(
        value=lambda row: row.timings[LATENCY].value if row.timings else None,
        units={"ms": 1.0, "s": 1e3},
        ratio=lambda row: row.timings[LATENCY].ratio if row.timings else None,
    ),
    "params": Quantity(value=lambda row: _exact(row.params), units=SIZES),
    "macs": Quantity(value=lambda row: _exact(next(iter(row.macs.values()), None)), units=SIZES),
    "train_memory": Quantity(
        value=lambda row: _exact(row.peak_train_step_bytes),
        units={"MiB": 2.0**20, "GiB": 2.0**30, "MB": 1e6, "GB": 1e9},
    ),
}
"""By name; MACs are those of the first counter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """The most of one quantity that a user can afford."""

    quantity: str
    most: float
    is_ratio: bool
    """Whether `most` is a multiple of the baseline's value."""
    text: str
    """As the user wrote it."""


Budget = tuple[Limit, ...]

FITS, OVER, UNDECIDED = "fits", "over", "undecided"


def read_limit(quantity: str, text: str) -> Limit:
    """A limit from a text: `1.1x`, `+2%`, or a number with a unit such as `5ms` or `24M`.

    Raises:
        BadLimit: if the text is none of these; says what would be.
    """
    units = QUANTITIES[quantity].units
    match = re.fullmatch(r"([+-]?)(\d+(?:\.\d+)?|\.\d+)\s*([A-Za-z%]*)", text.strip())
    sign, digits, unit = match.groups() if match else ("", "0", "?")
    number = float(f"{sign}{digits}")
    if unit == "x" and not sign:
        return Limit(quantity=quantity, most=number, is_ratio=True, text=text)
    if unit == "%" and sign:
        return Limit(quantity=quantity, most=1 + number / 100, is_ratio=True, text=text)
    if unit in units and not sign:
        return Limit(quantity=quantity, most=number * units[unit], is_ratio=False, text=text)
    examples = ", ".join(f"5{unit}" for unit in units)
    raise BadLimit(
        f"must be a multiple of the baseline's, such as 1.1x, 2x or +10%, or an amount, such as "
        f"{examples} (got {text!r})",
        parameter=f"max_{quantity}",
    )


def budget_answers(rows: Sequence[Row], budget: Budget) -> list[str]:
    """Whether each row keeps to the budget: `FITS`, or which limits are broken or undecided.

    A limit on what was timed is undecided where the interval of the median contains it. Without a
    budget, and for the null row, there is nothing to answer.
    """
    baseline = next((row for row in rows if row.variant == BASELINE), None)
    return [
        _answer(row, baseline, budget) if budget and row.variant != NULL_ROW else "" for row in rows
    ]


def _answer(row: Row, baseline: Row | None, budget: Budget) -> str:
    fits = {limit.quantity: _fits(limit, row, baseline) for limit in budget}
    parts: Sequence[tuple[str, bool | None]] = ((OVER, False), (UNDECIDED, None))
    words = [
        f"{word}: {', '.join(name for name, answer in fits.items() if answer is kind)}"
        for word, kind in parts
        if kind in fits.values()
    ]
    return "; ".join(words) or FITS


def _fits(limit: Limit, row: Row, baseline: Row | None) -> bool | None:
    """Whether a row keeps to a limit; None where that cannot be said."""
    measured = _measured(limit, row, baseline)
    if measured is None:
        return None
    low, high = measured.low, measured.high
    if low is not None and high is not None and low <= limit.most < high:
        return None
    return measured.value <= limit.most


def _measured(limit: Limit, row: Row, baseline: Row | None) -> Median | None:
    """What a limit is held against."""
    quantity = QUANTITIES[limit.quantity]
    if not limit.is_ratio:
        return quantity.value(row)
    return quantity.ratio(row) if quantity.ratio else _quotient(quantity, row, baseline)


def _quotient(quantity: Quantity, row: Row, baseline: Row | None) -> Median | None:
    """An exact value over the baseline's."""
    own, reference = quantity.value(row), quantity.value(baseline) if baseline else None
    if own is None or reference is None or not reference.value:
        return None
    return _exact(own.value / reference.value)
