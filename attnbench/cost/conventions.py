"""The ways to count a network's size, each a sum over its ledger.

A paper's number says little until it is known what was counted. Every convention here is additive:
what it gives is a sum over the operations, or over the weights, so sizes of parts can be added.

The conventions that are named after a counter hold its charges, not its code: what a counter
misses because of how a network is spelled, such as a functional call, is charged all the same.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import prod
from typing import Literal

from attnbench.cost.dispatched import Kind
from attnbench.cost.ledger import Ledger, Operation, Weight
from attnreport.paper import Measure

Quantity = Literal["params", "macs"]
Charge = Callable[[Operation], int]

ADAPTIVE = ("aten.mean", "aten._adaptive_avg_pool2d")
"""What adaptive average pooling is dispatched as; other pooling is free in every counter."""

ADDING = ("aten.mul", "aten.mul_", "aten.add", "aten.add_")


@dataclass(frozen=True, slots=True)
class Convention:
    """One way to count one size."""

    name: str
    quantity: Quantity
    meaning: str
    """What is counted, in one sentence."""
    count: Callable[[Ledger], int]


def sizes(ledger: Ledger) -> Mapping[str, Mapping[str, int]]:
    """Every size by every convention: {"params": {name: value}, "macs": {name: value}}."""
    return {
        "params": {each.name: each.count(ledger) for each in PARAMS},
        "macs": {each.name: each.count(ledger) for each in MACS},
    }


def _weights(keeps: Callable[[Weight], bool]) -> Callable[[Ledger], int]:
    return lambda ledger: sum(each.elements for each in ledger.weights if keeps(each))


def _operations(*charges: Charge) -> Callable[[Ledger], int]:
    return lambda ledger: sum(
        charge(operation) for operation in ledger.operations for charge in charges
    )


def _macs(*kinds: Kind) -> Charge:
    return lambda operation: operation.macs if operation.kind in kinds else 0


def _elements(times: int, *kinds: Kind) -> Charge:
    return lambda operation: times * operation.elements if operation.kind in kinds else 0


def _relu(times: int) -> Charge:
    return lambda operation: times * operation.elements if "relu" in operation.name else 0


def _products_and_sums(operation: Operation) -> int:
    return operation.elements if operation.name in ADDING else 0


def _adaptive_pooling(inputs: int, outputs: int) -> Charge:
    def charge(operation: Operation) -> int:
        if operation.kind != "pooling" or operation.name not in ADAPTIVE:
            return 0
        return inputs * operation.elements + outputs * prod(operation.output_shapes[0])

    return charge


def _bias(operation: Operation) -> int:
    has_bias = operation.kind == "convolution" and len(operation.input_shapes) == 3
    return operation.elements if has_bias else 0


def _once(operation: Operation) -> int:
    counted = operation.kind in ("convolution", "linear")
    return operation.macs // operation.samples if counted else 0


THOP_TYPES = frozenset(
    f"{name}{suffix}"
    for name, suffixes in {
        "Conv": ("1d", "2d", "3d", "Transpose1d", "Transpose2d", "Transpose3d"),
        "BatchNorm": ("1d", "2d", "3d"),
        "InstanceNorm": ("1d", "2d", "3d"),
        "": ("LayerNorm", "SyncBatchNorm", "PReLU", "Linear", "RNN", "GRU", "LSTM"),
        "SharedConv": ("2d",),
    }.items()
    for suffix in suffixes
)
"""Modules whose parameters thop counts, by class name; and ours, which is a Conv2d."""

PARAMS: tuple[Convention, ...] = (
    Convention("all parameters", "params", "every parameter once", _weights(lambda _: True)),
    Convention(
        "normalisation of the backbone left out",
        "params",
        "every parameter but those of the backbone's own norms",
        _weights(lambda each: each.kind != "norm" or each.injected),
    ),
    Convention(
        "batch norms left out",
        "params",
        "every parameter but those of batch norms, the module's among them",
        _weights(lambda each: not each.module_type.startswith("BatchNorm")),
    ),
    Convention(
        "Conv and Linear weights only; normalisation left out",
        "params",
        "weights and biases of convolutions and linear layers, no other parameter",
        _weights(lambda each: each.kind in ("convolution", "linear")),
    ),
    Convention(
        "backbone alone; module not counted",
        "params",
        "every parameter outside the injected modules",
        _weights(lambda each: not each.injected),
    ),
    Convention(
        "thop's parameters",
        "params",
        "parameters of the module types that thop lists; no group norm, no bare parameter",
        _weights(lambda each: each.module_type in THOP_TYPES),
    ),
)
"""Ours first."""

MACS: tuple[Convention, ...] = (
    Convention(
        "multiply-accumulates",
        "macs",
        "convolutions, linear layers and matrix products, as torch's own counter",
        _operations(_macs("convolution", "linear", "matmul")),
    ),
    Convention(
        "convolutions and linear layers only",
        "macs",
        "multiply-accumulates without matrix products",
        _operations(_macs("convolution", "linear")),
    ),
    Convention(
        "thop <= 0.0.5",
        "macs",
        "convolutions with 1 a biased output, linear layers, batch norm 2 an element, adaptive "
        "pooling 1 an input and 1 an output; no group norm, no matrix product",
        _operations(
            _macs("convolution", "linear"),
            _bias,
            _elements(2, "batch norm"),
            _adaptive_pooling(1, 1),
        ),
    ),
    Convention(
        "thop >= 0.1",
        "macs",
        "convolutions and linear layers, batch and layer norm 4 an element, adaptive pooling 1 an "
        "input and 1 an output; no group norm, no matrix product",
        _operations(
            _macs("convolution", "linear"),
            _elements(4, "batch norm", "layer norm"),
            _adaptive_pooling(1, 1),
        ),
    ),
    Convention(
        "fvcore",
        "macs",
        "multiply-accumulates, batch norm 2, group and layer norm 5 an element, adaptive pooling 1 "
        "an input",
        _operations(
            _macs("convolution", "linear", "matmul"),
            _elements(2, "batch norm"),
            _elements(5, "group norm", "layer norm"),
            _adaptive_pooling(1, 0),
        ),
    ),
    Convention(
        "ptflops",
        "macs",
        "multiply-accumulates with 1 a biased convolution output, batch and group norm 2 an "
        "element; ReLU and adaptive pooling 1 an element, both charged twice, as module and call",
        _operations(
            _macs("convolution", "linear", "matmul"),
            _bias,
            _elements(2, "batch norm", "group norm"),
            _relu(2),
            _adaptive_pooling(2, 0),
        ),
    ),
    Convention(
        "group-folded batch counted once",
        "macs",
        "convolutions and linear layers, each charged for one sample of its batch, in which some "
        "modules fold their groups",
        _operations(_once),
    ),
    Convention(
        "group-folded batch counted once, with elementwise products and sums",
        "macs",
        "convolutions and linear layers for one sample of their batch each, and 1 an element of "
        "every product and sum of maps",
        _operations(_once, _products_and_sums),
    ),
    Convention(
        "two operations a multiply-accumulate",
        "macs",
        "twice the multiply-accumulates",
        _operations(lambda operation: 2 * operation.macs),
    ),
)
"""Ours first."""

MEANINGS: Mapping[Measure, Mapping[str, str]] = {
    "params": {each.name: each.meaning for each in PARAMS},
    "macs": {each.name: each.meaning for each in MACS},
}
"""By size and by convention's name, what is counted, in words; ours first."""
