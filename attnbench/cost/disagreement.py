"""By how much counters differ on what a module adds, and which operators cause it."""

from collections import Counter
from collections.abc import Iterator, Mapping

from attnbench.cost.count import Cost
from attnbench.cost.macs import COUNTERS
from attnreport.record import Caution, CautionKind

REFERENCE = "torch"
NOTICEABLE = 0.02
"""Share of the added cost by which a counter may differ without a word."""


def added_by_operator(baseline: Cost, variant: Cost) -> Mapping[str, Mapping[str, int]]:
    """By counter, what the module adds to the baseline, by kind of operator."""
    return {
        name: _difference(variant.macs_by_operator[name], baseline.macs_by_operator[name])
        for name in COUNTERS
        if name in variant.macs_by_operator and name in baseline.macs_by_operator
    }


def _difference(minuend: Counter[str], subtrahend: Counter[str]) -> dict[str, int]:
    kinds = sorted(set(minuend) | set(subtrahend))
    differences = {kind: minuend[kind] - subtrahend[kind] for kind in kinds}
    return {kind: value for kind, value in differences.items() if value}


def cautions(cost: Cost, added: Mapping[str, Mapping[str, int]]) -> Iterator[Caution]:
    """A caution for each counter that failed, or differs noticeably from torch's."""
    for name, reason in cost.not_counted.items():
        yield Caution(kind=CautionKind.COUNTER_FAILED, detail=f"{name} is not measured: {reason}")
    reference = added.get(REFERENCE)
    if reference is None:
        return
    for name, counts in added.items():
        if name != REFERENCE and _differs(sum(counts.values()), sum(reference.values())):
            yield Caution(
                kind=CautionKind.COUNTERS_DISAGREE, detail=_sentence(name, counts, reference)
            )


def _differs(count: int, reference: int) -> bool:
    return abs(count - reference) > NOTICEABLE * max(reference, 1)


def _sentence(name: str, counts: Mapping[str, int], reference: Mapping[str, int]) -> str:
    ours, theirs = sum(counts.values()), sum(reference.values())
    share = f"{(ours - theirs) / theirs:+.1%}" if theirs else "torch counts none"
    causes = _difference(Counter(counts), Counter(reference))
    parts = ", ".join(f"{kind} {value:+,}" for kind, value in causes.items())
    return f"{name} sees {ours:,} MACs added, {REFERENCE} {theirs:,} ({share}): {parts}"
