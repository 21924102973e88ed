"""Whether a printed size is what we count, and by which convention that is."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from enum import StrEnum

from attnreport.published.paper import Unit

SCALES: Mapping[Unit, int] = {"K": 10**3, "M": 10**6, "G": 10**9}

USUAL_DIGITS = 2
"""Digits behind the point where nothing is printed."""


class Match(StrEnum):
    """Whether a printed size is what we count."""

    EQUAL = "equal"
    ANOTHER_CONVENTION = "equal under another convention"
    NOT_REPRODUCIBLE = "not reproducible by any convention tried"
    NOT_PRINTED = "without a printed value"
    REFUSED = "refused"
    NOT_RUN = "not run"


class Cut(StrEnum):
    """How a count is brought to the printed digits."""

    ROUNDED = "rounded"
    TRUNCATED = "truncated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """A size as it is printed; without a text nothing is."""

    text: str = ""
    unit: Unit

    @property
    def digits(self) -> int:
        """Printed digits behind the point."""
        return len(self.text.partition(".")[2]) if self.text else USUAL_DIGITS

    def show(self, count: int, cut: Cut = Cut.ROUNDED) -> str:
        """A count in the same unit and with as many digits; halves are rounded up."""
        way = ROUND_HALF_UP if cut is Cut.ROUNDED else ROUND_DOWN
        exact = Decimal(count) / SCALES[self.unit]
        return str(exact.quantize(Decimal(1).scaleb(-self.digits), rounding=way))

    def distance(self, count: int) -> Decimal:
        """How far a count is from the printed value, in the unit."""
        return abs(Decimal(count) / SCALES[self.unit] - Decimal(self.text))


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """What one convention counts."""

    convention: str
    count: int
    fits: Cut | None = None
    """How it gives what is printed; None where it does not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SizeMatch:
    """Whether a printed size is what we count, and by which convention."""

    match: Match
    chosen: Candidate | None = None
    """The one that fits, or the nearest of those that do not."""
    others: int = 0
    """How many more conventions fit too."""
    candidates: tuple[Candidate, ...] = ()
    """All, ours first."""


def match_size(printed: Printed, counts: Mapping[str, int]) -> SizeMatch:
    """Hold a printed size against the counts of one network.

    Args:
        printed: The size, with the digits that are to be met.
        counts: By convention, ours first; the first that fits is named, rounded ones before
            truncated ones.
    """
    if not counts:
        return SizeMatch(match=Match.NOT_RUN)
    plain = [Candidate(convention=name, count=count) for name, count in counts.items()]
    if not printed.text:
        return SizeMatch(match=Match.NOT_PRINTED, candidates=tuple(plain))
    tried = tuple(replace(one, fits=_fit(printed, one.count)) for one in plain)
    fitting = [one for cut in Cut for one in tried if one.fits is cut]
    if not fitting:
        nearest = min(tried, key=lambda one: printed.distance(one.count))
        return SizeMatch(match=Match.NOT_REPRODUCIBLE, chosen=nearest, candidates=tried)
    best = fitting[0]
    is_ours = best == tried[0] and best.fits is Cut.ROUNDED
    return SizeMatch(
        match=Match.EQUAL if is_ours else Match.ANOTHER_CONVENTION,
        chosen=best,
        others=len(fitting) - 1,
        candidates=tried,
    )


def _fit(printed: Printed, count: int) -> Cut | None:
    return next((cut for cut in Cut if printed.show(count, cut) == printed.text), None)
