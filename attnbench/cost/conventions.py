"""The ways to count a network's size, each a sum over its ledger.

A paper's number says little until it is known what was counted. Every convention here is additive:
what it gives is a sum over the operations, or over the weights, so sizes of parts can be added.

The conventions that are named after a counter hold its charges, not its code: what a counter
misses because of how a network is spelled, such as a functional call, is charged all the same.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from attnbench.cost.charges import (
    adaptive_pooling,
    bias,
    elements,
    macs,
    of_one_sample,
    operations,
    products_and_sums,
    relu,
    weights,
)
from attnbench.cost.ledger import Ledger
from attnreport.published.paper import Measure

Quantity = Literal["params", "macs"]


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
    Convention("all parameters", "params", "every parameter once", weights(lambda _: True)),
    Convention(
        "normalisation of the backbone left out",
        "params",
        "every parameter but those of the backbone's own norms",
        weights(lambda each: each.kind != "norm" or each.injected),
    ),
    Convention(
        "batch norms left out",
        "params",
        "every parameter but those of batch norms, the module's among them",
        weights(lambda each: not each.module_type.startswith("BatchNorm")),
    ),
    Convention(
        "Conv and Linear weights only; normalisation left out",
        "params",
        "weights and biases of convolutions and linear layers, no other parameter",
        weights(lambda each: each.kind in ("convolution", "linear")),
    ),
    Convention(
        "backbone alone; module not counted",
        "params",
        "every parameter outside the injected modules",
        weights(lambda each: not each.injected),
    ),
    Convention(
        "thop's parameters",
        "params",
        "parameters of the module types that thop lists; no group norm, no bare parameter",
        weights(lambda each: each.module_type in THOP_TYPES),
    ),
)
"""Ours first."""

TWO_A_MAC = Convention(
    "two operations a multiply-accumulate",
    "macs",
    "twice the multiply-accumulates",
    operations(lambda operation: 2 * operation.macs),
)

MACS: tuple[Convention, ...] = (
    Convention(
        "multiply-accumulates",
        "macs",
        "convolutions, linear layers and matrix products, as torch's own counter",
        operations(macs("convolution", "linear", "matmul")),
    ),
    Convention(
        "convolutions and linear layers only",
        "macs",
        "multiply-accumulates without matrix products",
        operations(macs("convolution", "linear")),
    ),
    Convention(
        "thop <= 0.0.5",
        "macs",
        "convolutions with 1 a biased output, linear layers, batch norm 2 an element, adaptive "
        "pooling 1 an input and 1 an output; no group norm, no matrix product",
        operations(
            macs("convolution", "linear"),
            bias,
            elements(2, "batch norm"),
            adaptive_pooling(1, 1),
        ),
    ),
    Convention(
        "thop >= 0.1",
        "macs",
        "convolutions and linear layers, batch and layer norm 4 an element, adaptive pooling 1 an "
        "input and 1 an output; no group norm, no matrix product",
        operations(
            macs("convolution", "linear"),
            elements(4, "batch norm", "layer norm"),
            adaptive_pooling(1, 1),
        ),
    ),
    Convention(
        "fvcore",
        "macs",
        "multiply-accumulates, batch norm 2, group and layer norm 5 an element, adaptive pooling 1 "
        "an input",
        operations(
            macs("convolution", "linear", "matmul"),
            elements(2, "batch norm"),
            elements(5, "group norm", "layer norm"),
            adaptive_pooling(1, 0),
        ),
    ),
    Convention(
        "ptflops",
        "macs",
        "multiply-accumulates with 1 a biased convolution output, batch and group norm 2 an "
        "element; ReLU and adaptive pooling 1 an element, both charged twice, as module and call",
        operations(
            macs("convolution", "linear", "matmul"),
            bias,
            elements(2, "batch norm", "group norm"),
            relu(2),
            adaptive_pooling(2, 0),
        ),
    ),
    Convention(
        "group-folded batch counted once",
        "macs",
        "convolutions and linear layers, each charged for one sample of its batch, in which some "
        "modules fold their groups",
        operations(of_one_sample(macs("convolution", "linear"))),
    ),
    Convention(
        "group-folded batch counted once, with elementwise products and sums",
        "macs",
        "convolutions and linear layers for one sample of their batch each, and 1 an element of "
        "every product and sum of maps",
        operations(of_one_sample(macs("convolution", "linear")), products_and_sums),
    ),
    TWO_A_MAC,
)
"""Ours first."""

MEANINGS: Mapping[Measure, Mapping[str, str]] = {
    "params": {each.name: each.meaning for each in PARAMS},
    "macs": {each.name: each.meaning for each in MACS},
}
"""By size and by convention's name, what is counted, in words; ours first."""
