"""By how much counters differ on what a module adds, and which operators cause it."""

from collections import Counter
from collections.abc import Iterator, Mapping

from attnbench.cost.counters import REFERENCE
from attnbench.cost.operators import PRODUCTS
from attnreport.record import Caution, CautionKind

NOTICEABLE = 0.02
"""Share of the added cost by which a counter may differ without a note."""

ByOperator = Mapping[str, Mapping[str, int]]
"""By counter, multiply-accumulates by kind of operator."""


def added_by_operator(before: ByOperator, after: ByOperator) -> ByOperator:
    """By counter that counted both networks, what the second has more than the first."""
    return {name: _difference(after[name], before[name]) for name in after if name in before}


def _difference(minuend: Mapping[str, int], subtrahend: Mapping[str, int]) -> dict[str, int]:
    kinds = sorted(set(minuend) | set(subtrahend))
    differences = {kind: minuend.get(kind, 0) - subtrahend.get(kind, 0) for kind in kinds}
    return {kind: value for kind, value in differences.items() if value}


def products(counts: ByOperator) -> ByOperator:
    """The counts without norms and pooling, which some counters charge and others leave out."""
    return {
        name: {kind: macs for kind, macs in of_counter.items() if kind in PRODUCTS}
        for name, of_counter in counts.items()
    }


def cautions(not_counted: Mapping[str, str], counts: ByOperator, which: str) -> Iterator[Caution]:
    """A caution for each counter that failed, or differs noticeably from the reference.

    Args:
        not_counted: By counter that could not count, the reason.
        counts: What a module adds, see `added_by_operator`, or `products` of a network.
        which: The same in words, such as `added`.
    """
    for name, reason in not_counted.items():
        yield Caution(kind=CautionKind.COUNTER_FAILED, detail=f"{name} is not measured: {reason}")
    reference = counts.get(REFERENCE)
    if reference is None:
        return
    for name, own in counts.items():
        if name != REFERENCE and _differs(sum(own.values()), sum(reference.values())):
            detail = _sentence(name, own, reference, which)
            yield Caution(kind=CautionKind.COUNTERS_DISAGREE, detail=detail)


def _differs(count: int, reference: int) -> bool:
    return abs(count - reference) > NOTICEABLE * max(reference, 1)


def _sentence(
    name: str, counts: Mapping[str, int], reference: Mapping[str, int], which: str
) -> str:
    total, expected = sum(counts.values()), sum(reference.values())
    share = f"{(total - expected) / expected:+.1%}" if expected else f"{REFERENCE} counts none"
    causes = _difference(Counter(counts), Counter(reference))
    parts = ", ".join(f"{kind} {value:+,}" for kind, value in causes.items())
    return f"{name} sees {total:,} MACs {which}, {REFERENCE} {expected:,} ({share}): {parts}"
