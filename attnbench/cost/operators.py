"""The common names of operators, so that counters can be compared kind by kind."""

from collections import Counter
from collections.abc import Iterable

KINDS: dict[str, tuple[str, ...]] = {
    "convolution": ("conv",),
    "normalization": ("norm",),
    "pooling": ("pool",),
    "softmax": ("softmax",),
    "linear": ("linear", "addmm", "aten.mm"),
    "matmul": ("matmul", "bmm", "einsum", "attention"),
}
"""By kind, what the names that counters use contain. The first kind that matches wins."""


def kind_of(name: str) -> str:
    """The kind of an operator, from a counter's own name for it."""
    lower = name.lower()
    return next((kind for kind, parts in KINDS.items() if any(p in lower for p in parts)), "other")


def by_kind(counts: Iterable[tuple[str, int]]) -> Counter[str]:
    """Counts summed by kind of operator; kinds that come to zero are left out."""
    total: Counter[str] = Counter()
    for name, count in counts:
        total[kind_of(name)] += count
    return Counter({kind: count for kind, count in total.items() if count})
