"""Every size of a network at once."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from torch import nn

from attnbench.cost.backbone_part import PartSizes, backbone_sizes
from attnbench.cost.ledger import read_ledger
from attnbench.cost.macs import count_all_macs
from attnbench.cost.no_formula import elements_without_formula
from attnbench.cost.operators import ELEMENTWISE
from attnbench.errors import WrongUse
from attnbench.meta import ImageSize, own_input_size


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """Sizes of a network for one image."""

    params: int
    """Elements of all parameters."""

    macs: Mapping[str, int | None]
    """Multiply-accumulates by counter, the reference first; None where a counter could not."""

    activations: int
    """Elements of convolution and linear outputs."""

    elementwise: int
    """Elements of norms, pooling, softmax, activations, reductions and elementwise operators.

    They are work that is no multiply-accumulate: no counter of MACs sees all of it.
    """

    bytes_moved: int
    """Bytes that the operators read and write, each by itself; views move none."""

    macs_by_operator: Mapping[str, Counter[str]]
    """By counter, multiply-accumulates by kind of operator."""

    not_counted: Mapping[str, str]
    """By counter that could not count, the reason."""

    without_formula: Counter[str]
    """By operator that computes but that no number here includes, the elements of its outputs."""

    backbone: PartSizes | None = None
    """Sizes of the part `backbone` alone; None of a network that has no such part."""


def count(model: nn.Module, input_size: ImageSize | None = None) -> Cost:
    """Parameters, multiply-accumulates by every counter, and what else one image takes.

    The network is not changed. Most counters run on the meta device, without numbers; fvcore
    computes one image on the CPU.

    Args:
        model: Any network that takes (B, C, H, W) images.
        input_size: Channels, height and width of an image; a timm network knows its own.

    Raises:
        WrongUse: if the size is none, or the network does not take it; or if none is given and the
            network does not say its own.
    """
    size = checked_size(input_size) or own_input_size(model)
    try:
        ledger = read_ledger(model, size)
    except Exception as error:
        image = "x".join(map(str, size))
        raise WrongUse(
            f"{type(model).__name__} does not run on one image of {image} ({type(error).__name__}: "
            f"{error}); pass the input_size that it takes, and a network that is not compiled"
        ) from error
    counts = count_all_macs(model, size)
    run = ledger.operations
    return Cost(
        params=sum(weight.elements for weight in ledger.weights),
        macs=counts.totals,
        activations=sum(op.elements for op in run if op.kind in ("convolution", "linear")),
        elementwise=sum(op.elements for op in run if op.kind in ELEMENTWISE),
        bytes_moved=sum(op.bytes_moved for op in run),
        macs_by_operator=counts.by_operator,
        not_counted=counts.not_counted,
        without_formula=elements_without_formula(run),
        backbone=backbone_sizes(model, ledger),
    )


def checked_size(size: object) -> ImageSize | None:
    """An image's size as it was passed, or None.

    Raises:
        WrongUse: if it is not three whole numbers from 1.
    """
    match size:
        case None:
            return None
        case int(channels), int(height), int(width) if min(channels, height, width) > 0:
            return channels, height, width
    raise WrongUse(
        f"must be (C, H, W), such as (3, 224, 224), got {size!r}", parameter="input_size"
    )
