"""What a user can afford: limits on latency, parameters, MACs and memory."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from attnreport.record import BASELINE, NULL_ROW


class BadLimit(ValueError):
    """A limit that cannot be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """Something that a budget can limit."""

    column: str
    """Of the frame: its value in the smallest unit."""
    units: Mapping[str, float]
    """What a text may end in, as multiples of the smallest unit."""
    ratio: str | None = None
    """Column of the measured ratio to the baseline, where a quotient of values is not one."""


SIZES = {"": 1.0, "K": 1e3, "M": 1e6, "G": 1e9}

QUANTITIES: Mapping[str, Quantity] = {
    "latency": Quantity(column="latency_ms", units={"ms": 1.0, "s": 1e3}, ratio="latency_ratio"),
    "params": Quantity(column="params", units=SIZES),
    "macs": Quantity(column="macs_torch", units=SIZES),
    "memory": Quantity(
        column="peak_train_step_bytes", units={"MiB": 2.0**20, "GiB": 2.0**30, "MB": 1e6, "GB": 1e9}
    ),
}
"""By name, as in `--max-latency`."""


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

FITS = "fits"


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
    examples = ", ".join(f"5{each}" for each in units)
    raise BadLimit(
        f"cannot read --max-{quantity} {text!r}; pass a multiple of the baseline's such as 1.1x, "
        f"2x or +10%, or an amount such as {examples}"
    )


def verdicts(frame: pd.DataFrame, budget: Budget) -> list[str]:
    """What each row makes of the budget: `FITS`, or which limits are broken or undecided.

    A limit on a measured ratio is undecided where the ratio's interval contains it.
    """
    baseline = frame[frame["variant"] == BASELINE]
    return [
        "" if not budget or row["variant"] == NULL_ROW else _verdict(row, baseline.iloc[0], budget)
        for _, row in frame.iterrows()
    ]


def _verdict(row: "pd.Series[float]", baseline: "pd.Series[float]", budget: Budget) -> str:
    found = {limit.quantity: _keeps(limit, row, baseline) for limit in budget}
    parts: Sequence[tuple[str, bool | None]] = (("over", False), ("undecided", None))
    words = [
        f"{word}: {', '.join(name for name, keeps in found.items() if keeps is kind)}"
        for word, kind in parts
        if kind in found.values()
    ]
    return "; ".join(words) or FITS


def _keeps(limit: Limit, row: "pd.Series[float]", baseline: "pd.Series[float]") -> bool | None:
    """Whether a row keeps to a limit; None where that cannot be said."""
    quantity = QUANTITIES[limit.quantity]
    if limit.is_ratio and quantity.ratio is not None:
        value = row.get(quantity.ratio)
        low, high = row.get(f"{quantity.ratio}_low"), row.get(f"{quantity.ratio}_high")
        if not (pd.isna(low) or pd.isna(high)) and low <= limit.most < high:
            return None
    else:
        value = row.get(quantity.column)
        if limit.is_ratio and not pd.isna(value):
            value /= baseline[quantity.column]
    return None if pd.isna(value) else bool(value <= limit.most)
