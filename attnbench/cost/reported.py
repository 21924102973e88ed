"""The sizes in a report that counts a small image and scales the count by area.

YOLOv5's report does: thop on 32x32 pixels, two operations per multiply-accumulate, times 400 for
640x640. Work that does not grow with the image, such as a gate behind global pooling, is scaled
too. The report is of the network as it is trained, or with norms fused into its convolutions.
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
from attnreport.published.paper import Size


def reported_sizes(
    ledger: Ledger, small: Ledger, scale: Fraction
) -> Mapping[str, Mapping[str, int]]:
    """Every size by every convention of a report: {"params": {name: value}, "macs": ...}.

    Args:
        ledger: The ledger of an image of the network's size.
        small: The ledger of the small image that is counted for the report.
        scale: How many times larger the area of the network's image is.
    """
    return {
        "params": {convention.name: convention.count(ledger) for convention in FUSED_PARAMS},
        "macs": {
            **{convention.name: convention.count(ledger) for convention in OPERATIONS},
            **{convention.name: int(2 * convention.count(small) * scale) for convention in SCALED},
        },
    }


def _is_fused(weight: Weight) -> bool:
    """Whether fusing drops a weight: the scales of a norm do go, its shifts become biases."""
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
        "every parameter, with the network's own batch norms fused into their convolutions, which "
        "keeps one bias per channel; the modules' norms stay",
        weights(lambda weight: not _is_fused(weight)),
    ),
)
"""Our own first."""

OPERATIONS: tuple[Convention, ...] = (TWO_A_MAC, MACS[0])
"""Counted on an image of the network's size; our own first."""

_CONVOLVED = (macs("convolution", "linear"), bias)
_WAYS: Mapping[str, tuple[str, tuple[Charge, ...]]] = {
    "": (
        "convolutions with 1 per biased output, linear layers, adaptive pooling at 1 per input and "
        "output",
        (*_CONVOLVED, adaptive_pooling(1, 1)),
    ),
    ", without pooling": ("convolutions with 1 per biased output, linear layers", _CONVOLVED),
    ", without pooling, group-folded batch counted once": (
        "convolutions with 1 per biased output, linear layers, all for one sample of the batch",
        (of_one_sample(*_CONVOLVED),),
    ),
}
"""What thop of 2020 charges besides norms, in words, by the ending of the name."""

_NORMS: Mapping[str, tuple[str, tuple[Charge, ...]]] = {
    "": ("batch norm at 2 per element", (elements(2, "batch norm"),)),
    ", norms fused": (
        "batch norm at 1 per element as a convolution's bias, at 2 within modules",
        (_of_network(elements(1, "batch norm")), _of_modules(elements(2, "batch norm"))),
    ),
}

_LATER_NORMS: Mapping[str, tuple[str, Charge]] = {
    "": ("batch and layer norm at 4 per element", elements(4, "batch norm", "layer norm")),
    ", norms fused": (
        "batch and layer norm at 4 per element within modules",
        _of_modules(elements(4, "batch norm", "layer norm")),
    ),
}

_TWICE = "counted on a small image and scaled by area, two operations for each of these"

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
            f"{_TWICE}: convolutions, linear layers, adaptive pooling at 1 per input and output, "
            f"{norms}",
            operations(macs("convolution", "linear"), adaptive_pooling(1, 1), of_norms),
        )
        for fused, (norms, of_norms) in _LATER_NORMS.items()
    ),
)
"""Counted on the small image, before doubling and scaling."""

MEANINGS: Mapping[Size, Mapping[str, str]] = {
    "params": {convention.name: convention.meaning for convention in FUSED_PARAMS},
    "macs": {convention.name: convention.meaning for convention in (*OPERATIONS, *SCALED)},
}
"""What is counted, in words, by size and by the convention's name; our own first."""
