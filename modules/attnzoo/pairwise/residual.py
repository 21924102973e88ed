"""What several of these mechanisms end with."""

from torch import Tensor

from attnzoo.layout import in_layout_of


def add_scaled(x: Tensor, scale: Tensor, attended: Tensor) -> Tensor:
    """Sum of x and scale * attended, in the layout of x.

    The scale takes the dtype of what it scales: a float32 parameter would otherwise turn a bfloat16
    map of a network under autocast into a float32 one.
    """
    return in_layout_of(x, x + scale.to(attended.dtype) * attended)
