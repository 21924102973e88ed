"""The ways to count a network's size, each a sum over its ledger.

A paper's number says little without what was counted. Every convention here is additive, a sum
over the operations or over the weights, so that sizes of parts can be added.

The conventions that are named after a counter have its charges, not its code: operations that the
counter misses because of how a network is written, such as a functional call, are charged too.
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
from attnreport.published.paper import Size

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
        "params": {convention.name: convention.count(ledger) for convention in PARAMS},
        "macs": {convention.name: convention.count(ledger) for convention in MACS},
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
        weights(lambda weight: weight.kind != "norm" or weight.injected),
    ),
    Convention(
        "batch norms left out",
        "params",
        "every parameter but those of batch norms, including the module's",
        weights(lambda weight: not weight.module_type.startswith("BatchNorm")),
    ),
    Convention(
        "Conv and Linear weights only; normalisation left out",
        "params",
        "weights and biases of convolutions and linear layers, no other parameter",
        weights(lambda weight: weight.kind in ("convolution", "linear")),
    ),
    Convention(
        "backbone alone; module not counted",
        "params",
        "every parameter outside the injected modules",
        weights(lambda weight: not weight.injected),
    ),
    Convention(
        "thop's parameters",
        "params",
        "parameters of the module types that thop lists; no group norm, no bare parameter",
        weights(lambda weight: weight.module_type in THOP_TYPES),
    ),
)
"""Our own first."""

TWO_A_MAC = Convention(
    "two operations per multiply-accumulate",
    "macs",
    "twice the multiply-accumulates",
    operations(lambda operation: 2 * operation.macs),
)

MACS: tuple[Convention, ...] = (
    Convention(
        "multiply-accumulates",
        "macs",
        "convolutions, linear layers and matrix products, like torch's own counter",
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
        "convolutions with 1 per biased output, linear layers, batch norm at 2 per element, "
        "adaptive pooling at 1 per input and output; no group norm, no matrix products",
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
        "convolutions and linear layers, batch and layer norm at 4 per element, adaptive pooling "
        "at 1 per input and output; no group norm, no matrix products",
        operations(
            macs("convolution", "linear"),
            elements(4, "batch norm", "layer norm"),
            adaptive_pooling(1, 1),
        ),
    ),
    Convention(
        "fvcore",
        "macs",
        "multiply-accumulates, batch norm at 2 per element, group and layer norm at 5, adaptive "
        "pooling at 1 per input",
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
        "multiply-accumulates with 1 per biased convolution output, batch and group norm at 2 per "
        "element; ReLU and adaptive pooling at 1 per element, both twice, as module and as call",
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
        "convolutions and linear layers, each for one sample of its batch, into which some modules "
        "fold their groups",
        operations(of_one_sample(macs("convolution", "linear"))),
    ),
    Convention(
        "group-folded batch counted once, with elementwise products and sums",
        "macs",
        "convolutions and linear layers, each for one sample of its batch, and 1 per element of "
        "every product and sum of maps",
        operations(of_one_sample(macs("convolution", "linear")), products_and_sums),
    ),
    TWO_A_MAC,
)
"""Our own first."""

MEANINGS: Mapping[Size, Mapping[str, str]] = {
    "params": {convention.name: convention.meaning for convention in PARAMS},
    "macs": {convention.name: convention.meaning for convention in MACS},
}
"""What is counted, in words, by size and by the convention's name; our own first."""
