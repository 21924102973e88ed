"""Charges for one operation, as counters have them; conventions sum them over a ledger."""

from collections.abc import Callable
from math import prod

from attnbench.cost.ledger import Ledger, Operation, Weight
from attnbench.cost.operators import OperatorKind

Charge = Callable[[Operation], int]

ADAPTIVE = ("aten.mean", "aten._adaptive_avg_pool2d")
"""How adaptive average pooling is dispatched; other pooling is free in every counter."""

ADDING = ("aten.mul", "aten.mul_", "aten.add", "aten.add_")


def weights(keeps: Callable[[Weight], bool]) -> Callable[[Ledger], int]:
    """The number of elements of the parameters that are kept."""
    return lambda ledger: sum(weight.elements for weight in ledger.weights if keeps(weight))


def operations(*charges: Charge) -> Callable[[Ledger], int]:
    """The sum of all charges over all operations."""
    return lambda ledger: sum(
        charge(operation) for operation in ledger.operations for charge in charges
    )


def macs(*kinds: OperatorKind) -> Charge:
    """The multiply-accumulates of operations of some kinds."""
    return lambda operation: operation.macs if operation.kind in kinds else 0


def elements(times: int, *kinds: OperatorKind) -> Charge:
    """A charge per element of operations of some kinds."""
    return lambda operation: times * operation.elements if operation.kind in kinds else 0


def relu(times: int) -> Charge:
    """A charge per element of a ReLU."""
    return lambda operation: times * operation.elements if "relu" in operation.name else 0


def products_and_sums(operation: Operation) -> int:
    """1 per element of a product or sum of maps."""
    return operation.elements if operation.name in ADDING else 0


def adaptive_pooling(inputs: int, outputs: int) -> Charge:
    """Charges per input and per output of adaptive average pooling."""

    def charge(operation: Operation) -> int:
        if operation.kind != "pooling" or operation.name not in ADAPTIVE:
            return 0
        return inputs * operation.elements + outputs * prod(operation.output_shapes[0])

    return charge


def bias(operation: Operation) -> int:
    """1 per output of a convolution with a bias."""
    has_bias = operation.kind == "convolution" and len(operation.input_shapes) == 3
    return operation.elements if has_bias else 0


def of_one_sample(*charges: Charge) -> Charge:
    """Charges for one of the samples that share weights: an image, or a group of one."""
    return lambda operation: sum(charge(operation) for charge in charges) // operation.samples
