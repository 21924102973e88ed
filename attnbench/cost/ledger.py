"""Everything that a network runs and holds: the operators of one image, and the parameters.

All counting conventions are sums over it (`attnbench.cost.conventions`).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import torch
from torch import Tensor, nn
from torch.utils._python_dispatch import TorchDispatchMode

from attnbench.cost.dispatched import (
    bytes_of,
    elements_of,
    is_free,
    kind_of,
    macs_of,
)
from attnbench.cost.operators import OperatorKind
from attnbench.cost.running import Run, Running
from attnbench.layer_kinds import CONVOLUTIONS, NORMS
from attnbench.meta import ImageSize, run_copy, tensors

Shape = tuple[int, ...]
WeightKind = Literal["convolution", "linear", "norm", "other"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One operator as torch dispatched it."""

    name: str
    """Name without its overload: aten.convolution."""
    kind: OperatorKind
    module_path: str
    """Name of the innermost module that ran it; empty for the network itself."""
    module_type: str
    """Class of that module."""
    input_shapes: tuple[Shape, ...]
    """Shapes of the tensors among its arguments."""
    output_shapes: tuple[Shape, ...]
    macs: int
    """Multiply-accumulates by torch's own formulas."""
    samples: int
    """Number of samples that share the weights: images, or the groups of one image."""
    elements: int
    """The elements that a charge applies to (`elements_of`); none for a view."""
    bytes_moved: int
    """Inputs read and outputs written; none for a view."""
    injected: bool
    """Whether it ran inside an injected module."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weight:
    """One parameter."""

    name: str
    kind: WeightKind
    """By the class of the module that holds it; `other` for classes that are not torch's."""
    module_type: str
    """Class of the module that holds it."""
    elements: int
    injected: bool
    """Whether an injected module holds it."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """The operations of one image, and the parameters."""

    operations: tuple[Operation, ...]
    """In the order in which they ran."""
    weights: tuple[Weight, ...]
    """Each parameter once."""


def read_ledger(model: nn.Module, size: ImageSize, injected: Iterable[str] = ()) -> Ledger:
    """The ledger of one image in evaluation mode, read from a copy without numbers if it can be.

    Args:
        model: Any network that takes (B, C, H, W) images, or a module that takes maps.
        size: Channels, height and width of the image.
        injected: Names of the modules that count as injected: the `module_path` of places.
    """
    names = frozenset(injected)

    def record(probe: nn.Module, image: Tensor) -> tuple[Operation, ...]:
        recorder = _Recorder(Running(probe), names)
        with recorder, torch.no_grad():
            probe(image)
        return tuple(recorder.operations)

    return Ledger(run_copy(model, size, record), _weights(model, names))


class _Recorder(TorchDispatchMode):
    def __init__(self, running: Running, injected: frozenset[str]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # torch leaves it unannotated
        self.operations: list[Operation] = []
        self._running = running
        self._injected = injected

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):  # type: ignore[no-untyped-def]
        keywords = kwargs or {}
        output = func(*args, **keywords)
        inputs = list(tensors((*args, *keywords.values())))
        outputs = list(tensors((output,)))
        kind, free = kind_of(func, args), is_free(func)
        innermost = self._running.runs[-1]
        self.operations.append(
            Operation(
                name=f"{func.namespace}.{func.overloadpacket.__name__}",
                kind=kind,
                module_path=innermost.path,
                module_type=type(innermost.module).__name__,
                input_shapes=tuple(tuple(tensor.shape) for tensor in inputs),
                output_shapes=tuple(tuple(tensor.shape) for tensor in outputs),
                macs=macs_of(func, args, keywords, output),
                samples=_samples(kind, innermost, inputs),
                elements=0 if free else elements_of(kind, inputs, outputs),
                bytes_moved=0 if free else bytes_of(inputs, outputs),
                injected=any(run.path in self._injected for run in self._running.runs),
            )
        )
        return output


def _samples(kind: OperatorKind, run: Run, inputs: list[Tensor]) -> int:
    """The length of the batch axis; for a convolution, times the repeats of its own weights."""
    if kind == "linear":
        return run.batch if isinstance(run.module, nn.Linear) else 1
    if kind != "convolution":
        return 1
    x, weight, *_ = inputs
    return x.shape[0] * _repeats(run.module, weight)


def _repeats(module: nn.Module, weight: Tensor) -> int:
    """How often a convolution's weight repeats the module's own: once for each group."""
    own = getattr(module, "weight", None)
    if not isinstance(own, Tensor) or own.shape[1:] != weight.shape[1:]:
        return 1
    return weight.shape[0] // own.shape[0]


def _weights(model: nn.Module, injected: frozenset[str]) -> tuple[Weight, ...]:
    return tuple(
        Weight(
            name=name,
            kind=_weight_kind(owner := model.get_submodule(name.rpartition(".")[0])),
            module_type=type(owner).__name__,
            elements=parameter.numel(),
            injected=any(name.startswith(f"{path}.") for path in injected),
        )
        for name, parameter in model.named_parameters()
    )


def _weight_kind(owner: nn.Module) -> WeightKind:
    if isinstance(owner, CONVOLUTIONS):
        return "convolution"
    if isinstance(owner, nn.Linear):
        return "linear"
    return "norm" if isinstance(owner, NORMS) else "other"
