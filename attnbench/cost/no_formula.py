"""Operators that compute, but whose work no counter here sees: they are named with their size."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from attnbench.cost.ledger import Operation
from attnbench.cost.operators import PRODUCTS
from attnreport.record import Caution, CautionKind


def elements_without_formula(operations: Iterable[Operation]) -> Counter[str]:
    """By operator that has neither a formula nor a kind whose elements are counted, its outputs."""
    elements: Counter[str] = Counter()
    for operation in operations:
        if operation.kind == "other" or (operation.kind in PRODUCTS and not operation.macs):
            elements[operation.name] += operation.elements
    return +elements


def cautions(elements: Mapping[str, int]) -> Iterator[Caution]:
    """One caution, if there is such an operator.

    Args:
        elements: By operator, see `elements_without_formula`.
    """
    if elements:
        parts = ", ".join(f"{name} ({count:,} elements)" for name, count in elements.items())
        yield Caution(
            kind=CautionKind.NO_FORMULA,
            detail=f"torch has no formula for {parts}: its work is in no count of MACs or of "
            "elements",
        )
