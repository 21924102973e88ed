"""How a dispatched operator is read: its kind, its elements, the bytes that it moves.

These are readings of ours, not torch's:

- A mean over the positions of a map or a strip is pooling. Spelled as `x.mean((2, 3))` or as
  `AdaptiveAvgPool2d(1)` it is the same operator here, and counters that charge one and not the
  other disagree about equal networks.
- A product with one matrix for all images (`mm`, `addmm`) is linear, one with a matrix for each
  (`bmm`, `baddbmm`, attention) is a matrix product.
- A broadcast tensor is read once: expanded axes move no bytes.
"""

from collections.abc import Mapping, Sequence
from math import prod

import torch
from torch import Tensor
from torch._ops import OpOverload
from torch.utils.flop_counter import flop_registry

from attnbench.cost.operators import READ_ONCE, OperatorKind

NAMES: Mapping[OperatorKind, str] = {
    "linear": "mm addmm",
    "matmul": "bmm baddbmm mv dot",
    "batch norm": "native_batch_norm _native_batch_norm_legit_no_training",
    "group norm": "native_group_norm",
    "layer norm": "native_layer_norm _fused_rms_norm",
    "softmax": "_softmax _safe_softmax _log_softmax",
    "activation": "relu relu6 sigmoid hardsigmoid hardswish hardtanh tanh gelu silu mish elu celu "
    "selu leaky_relu _prelu_kernel threshold softplus softshrink hardshrink log_sigmoid_forward "
    "glu",
    "reduction": "mean sum prod amax amin max min std var var_mean argmax argmin logsumexp any all "
    "linalg_vector_norm norm cumsum cumprod topk sort median",
    "elementwise": "bernoulli uniform normal rand randn scatter_add index_add",
    "movement": "_unsafe_view as_strided unsafe_split clone copy _to_copy cat stack index "
    "index_select gather roll flip repeat im2col col2im constant_pad_nd reflection_pad2d "
    "replication_pad2d pixel_shuffle pixel_unshuffle channel_shuffle upsample_nearest2d lift_fresh "
    "rot90 tril triu scatter scalar_tensor _linalg_check_errors "
    "empty empty_like zeros zeros_like ones ones_like full full_like new_zeros new_empty arange "
    "eye linspace fill zero promote_types",
}
"""By kind, the operators of torch that have it whatever their arguments are."""

PARTS: Mapping[str, OperatorKind] = {
    "convolution": "convolution",
    "attention": "matmul",
    "pool": "pooling",
    "upsample": "elementwise",
}
"""By a part of the name, the kind of every other operator whose name has it."""

MOVES_NOTHING = frozenset({"_unsafe_view", "as_strided", "unsafe_split", "empty", "empty_like"})
"""Operators that are not views to torch, but read and write nothing."""

_KIND_BY_NAME = {name: kind for kind, names in NAMES.items() for name in names.split()}


def plain_name(operator: OpOverload) -> str:
    """An operator's name without library, overload and in-place underscore: relu."""
    return str(operator.overloadpacket.__name__).rstrip("_")


def kind_of(operator: OpOverload, args: Sequence[object]) -> OperatorKind:
    """The kind of an operator; `other` if neither our lists nor torch's tags know it."""
    name = plain_name(operator)
    if name == "mean" and _is_spatial(args):
        return "pooling"
    if name in _KIND_BY_NAME:
        return _KIND_BY_NAME[name]
    for part, kind in PARTS.items():
        if part in name:
            return kind
    if operator.is_view:
        return "movement"
    return "elementwise" if torch.Tag.pointwise in operator.tags else "other"


def _is_spatial(args: Sequence[object]) -> bool:
    """Whether a mean is over positions alone: the axes after the channels, or before in NHWC."""
    match args:
        case (Tensor() as x, list() as axes, *_) if axes and x.ndim >= 3:
            over = {axis % x.ndim for axis in axes}
            return min(over) >= 2 or (x.ndim == 4 and over == {1, 2})
    return False


def macs_of(
    operator: OpOverload, args: Sequence[object], keywords: Mapping[str, object], output: object
) -> int:
    """Multiply-accumulates by torch's own formula; 0 for an operator without one."""
    formula = flop_registry.get(operator.overloadpacket)
    return formula(*args, **keywords, out_val=output) // 2 if formula else 0


def is_free(operator: OpOverload) -> bool:
    """Whether an operator neither reads nor writes: a view, or an allocation."""
    return operator.is_view or plain_name(operator) in MOVES_NOTHING


def elements_of(kind: OperatorKind, inputs: Sequence[Tensor], outputs: Sequence[Tensor]) -> int:
    """The elements that a charge applies to: values that are read once, or written."""
    counted = inputs if kind in READ_ONCE else outputs
    return counted[0].numel() if counted else 0


def bytes_of(inputs: Sequence[Tensor], outputs: Sequence[Tensor]) -> int:
    """Bytes that an operator reads and writes if nothing is cached."""
    return sum(_stored(tensor) for tensor in (*inputs, *outputs))


def _stored(tensor: Tensor) -> int:
    sizes = zip(tensor.shape, tensor.stride(), strict=True)
    return prod(size for size, stride in sizes if stride) * tensor.element_size()
