"""Kinds of operators: one vocabulary for every counter, and for what torch dispatches."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Literal

OperatorKind = Literal[
    "convolution",
    "linear",
    "matmul",
    "batch norm",
    "group norm",
    "layer norm",
    "pooling",
    "softmax",
    "activation",
    "elementwise",
    "reduction",
    "movement",
    "other",
]

ELEMENTWISE: frozenset[OperatorKind] = frozenset(
    {
        *("batch norm", "group norm", "layer norm"),
        *("pooling", "softmax", "activation", "elementwise", "reduction"),
    }
)
"""Kinds whose work is counted per element: all that compute but convolutions and products."""

PRODUCTS: frozenset[OperatorKind] = frozenset({"convolution", "linear", "matmul"})
"""Kinds whose work is multiply-accumulates."""

READ_ONCE: frozenset[OperatorKind] = frozenset(
    {"batch norm", "group norm", "layer norm", "pooling", "reduction"}
)
"""Kinds whose elements are those of the input; for the others they are those of the output."""

NAME_PARTS: Mapping[str, OperatorKind] = {
    "conv": "convolution",
    "batchnorm": "batch norm",
    "instancenorm": "batch norm",
    "groupnorm": "group norm",
    "layernorm": "layer norm",
    "pool": "pooling",
    "softmax": "softmax",
    "linear": "linear",
    "addmm": "linear",
    "aten.mm": "linear",
    "matmul": "matmul",
    "bmm": "matmul",
    "einsum": "matmul",
    "attention": "matmul",
}
"""By a part of the name that counters give an operator, in lower case without underscores, its
kind; the first part that matches wins."""


def kind_of_name(name: str, parts: Mapping[str, OperatorKind] = NAME_PARTS) -> OperatorKind:
    """The kind of an operator, from a counter's own name for it: conv, BatchNorm2d, aten.addmm."""
    plain = name.lower().replace("_", "")
    return next((kind for part, kind in parts.items() if part in plain), "other")


def sum_by_kind(
    counts: Iterable[tuple[str, int]], parts: Mapping[str, OperatorKind] = NAME_PARTS
) -> Counter[str]:
    """Counts by a counter's own names, summed by kind; kinds that come to zero are left out."""
    total: Counter[str] = Counter()
    for name, count in counts:
        total[kind_of_name(name, parts)] += count
    return Counter({kind: count for kind, count in total.items() if count})
