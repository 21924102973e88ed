"""What a reader of a network's sizes should know before trusting them."""

from collections.abc import Iterator

from attnbench.cost import disagreement, no_formula
from attnbench.cost.count import Cost
from attnreport.record import Caution


def cautions_of(cost: Cost, baseline: Cost | None) -> Iterator[Caution]:
    """Counters that failed or disagree, and operators that nothing counts.

    Args:
        cost: Of a network.
        baseline: Of the network without its modules, so that cautions are about what they add;
            None if it has none.
    """
    if baseline is None:
        products = disagreement.products(cost.macs_by_operator)
        yield from disagreement.cautions(cost.not_counted, products, "in convolutions and products")
        yield from no_formula.cautions(cost.without_formula)
    else:
        added = disagreement.added_by_operator(baseline.macs_by_operator, cost.macs_by_operator)
        yield from disagreement.cautions(cost.not_counted, added, "added")
        yield from no_formula.cautions(cost.without_formula - baseline.without_formula)
