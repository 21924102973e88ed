"""How a size report counts that runs its counter on a small image and scales by area.

YOLOv5's does: thop on 32x32 pixels, two operations a multiply-accumulate, times 400 for 640x640.
What does not grow with the image, such as a gate behind global pooling, is scaled all the same.
It is made of the network as it is trained, or of one whose norms are fused into its convolutions.
"""

from collections.abc import Mapping
from fractions import Fraction

from attnbench.cost.charges import (
    Charge,
    adaptive_pooling,
    bias,
    elements,
    macs,
    of_one_sample,
    operations,
    weights,
)
from attnbench.cost.conventions import MACS, PARAMS, TWO_A_MAC, Convention
from attnbench.cost.ledger import Ledger, Weight
from attnreport.published.paper import Measure


def reported_sizes(
    ledger: Ledger, small: Ledger, scale: Fraction
) -> Mapping[str, Mapping[str, int]]:
    """Every size by every convention of a report: {"params": {name: value}, "macs": ...}.

    Args:
        ledger: Of an image of the network's size.
        small: Of the image that is counted for the report.
        scale: How many times the small image's area is the other one's.
    """
    return {
        "params": {each.name: each.count(ledger) for each in FUSED_PARAMS},
        "macs": {
            **{each.name: each.count(ledger) for each in OPERATIONS},
            **{each.name: int(2 * each.count(small) * scale) for each in SCALED},
        },
    }


def _is_fused(weight: Weight) -> bool:
    """Whether a weight goes up in others: the scales of a norm, whose shifts become biases."""
    own_norm = weight.module_type.startswith("BatchNorm") and not weight.injected
    return own_norm and weight.name.endswith(".weight")


def _of_network(charge: Charge) -> Charge:
    return lambda operation: 0 if operation.injected else charge(operation)


def _of_modules(charge: Charge) -> Charge:
    return lambda operation: charge(operation) if operation.injected else 0


FUSED_PARAMS: tuple[Convention, ...] = (
    *PARAMS,
    Convention(
        "norms fused",
        "params",
        "every parameter, the network's own batch norms fused into their convolutions, which keeps "
        "one bias a channel; those of modules stay",
        weights(lambda each: not _is_fused(each)),
    ),
)
"""Ours first."""

OPERATIONS: tuple[Convention, ...] = (TWO_A_MAC, MACS[0])
"""Of an image of the network's size; ours first."""

_CONVOLVED = (macs("convolution", "linear"), bias)
_WAYS: Mapping[str, tuple[str, tuple[Charge, ...]]] = {
    "": (
        "convolutions with 1 a biased output, linear layers, adaptive pooling 1 an input and 1 an "
        "output",
        (*_CONVOLVED, adaptive_pooling(1, 1)),
    ),
    ", without pooling": ("convolutions with 1 a biased output, linear layers", _CONVOLVED),
    ", without pooling, group-folded batch counted once": (
        "convolutions and linear layers, and 1 for each output of a convolution with a bias, all "
        "for one sample of the batch",
        (of_one_sample(*_CONVOLVED),),
    ),
}
"""By ending of a name, what thop of 2020 charges besides norms, in words."""

_NORMS: Mapping[str, tuple[str, tuple[Charge, ...]]] = {
    "": ("batch norm 2 an element", (elements(2, "batch norm"),)),
    ", norms fused": (
        "batch norm 1 an element as a convolution's bias, 2 within modules",
        (_of_network(elements(1, "batch norm")), _of_modules(elements(2, "batch norm"))),
    ),
}

_LATER_NORMS: Mapping[str, tuple[str, Charge]] = {
    "": ("batch and layer norm 4 an element", elements(4, "batch norm", "layer norm")),
    ", norms fused": (
        "batch and layer norm 4 an element within modules",
        _of_modules(elements(4, "batch norm", "layer norm")),
    ),
}

_TWICE = "of a small image, two operations for each of these, scaled by area"

SCALED: tuple[Convention, ...] = (
    *(
        Convention(
            f"thop 0.0.31, scaled{way}{fused}",
            "macs",
            f"{_TWICE}: {charged}, {norms}",
            operations(*charges, *of_norms),
        )
        for fused, (norms, of_norms) in _NORMS.items()
        for way, (charged, charges) in _WAYS.items()
    ),
    *(
        Convention(
            f"thop >= 0.1.1, scaled{fused}",
            "macs",
            f"{_TWICE}: convolutions, linear layers, adaptive pooling 1 an input and 1 an output, "
            f"{norms}",
            operations(macs("convolution", "linear"), adaptive_pooling(1, 1), of_norms),
        )
        for fused, (norms, of_norms) in _LATER_NORMS.items()
    ),
)
"""Of the small image, before it is scaled: multiply-accumulates, of which a report counts two."""

MEANINGS: Mapping[Measure, Mapping[str, str]] = {
    "params": {each.name: each.meaning for each in FUSED_PARAMS},
    "macs": {each.name: each.meaning for each in (*OPERATIONS, *SCALED)},
}
"""By size and by convention's name, what is counted, in words; ours first."""
