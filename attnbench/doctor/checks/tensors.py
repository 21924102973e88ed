"""The tensors that a forward reads and that outlive it, registered or not, and where they are."""

import inspect
from collections.abc import Iterator, Mapping
from functools import partial
from types import BuiltinFunctionType, FunctionType, MethodType, ModuleType

from torch import Tensor, nn
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves

REGISTERED = ("_parameters", "_buffers", "_modules")
DEEPEST = 6

Storages = Mapping[int, Tensor]
"""Tensors by the address of their memory."""


OUTSIDE = "a tensor "
"""How a hidden tensor's name begins that no attribute leads to."""


class _Reads(TorchDispatchMode):
    """Collects what operators read and none of them has made; keeps all of it alive."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # torch leaves it unannotated
        self.read: dict[int, Tensor] = {}
        self.made: dict[int, Tensor] = {}

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):  # type: ignore[no-untyped-def]
        for tensor in _tensors((args, kwargs)):
            if address(tensor) not in self.made:
                self.read.setdefault(address(tensor), tensor)
        output = func(*args, **(kwargs or {}))
        for tensor in _tensors(output):
            if address(tensor) not in self.read:
                self.made[address(tensor)] = tensor
        return output


def _tensors(tree: object) -> Iterator[Tensor]:
    return (tensor for tensor in tree_leaves(tree) if isinstance(tensor, Tensor))


def address(tensor: Tensor) -> int:
    """Where a tensor's memory begins."""
    return tensor.untyped_storage().data_ptr()


def lasting(module: nn.Module, x: Tensor) -> Storages:
    """What a forward reads that was there before it and is there after it, the input apart.

    A constant that forward makes anew is another tensor in the second call, so it is not among
    them.
    """
    runs = []
    for _ in range(2):
        with _Reads() as mode:
            module(x)
        runs.append(mode)
    first, second = (mode.read for mode in runs)
    return {key: first[key] for key in first if key in second and key != address(x)}


def hidden(module: nn.Module, x: Tensor) -> dict[str, Tensor]:
    """By where it was found, what a forward reads that is neither parameter nor buffer."""
    known = {address(tensor) for tensor in (*module.parameters(), *module.buffers())}
    foreign = {key: tensor for key, tensor in lasting(module, x).items() if key not in known}
    names = dict(_named(module))
    return {
        names.get(key, f"a tensor {tuple(tensor.shape)} from outside the module"): tensor
        for key, tensor in foreign.items()
        if tensor.ndim or tensor.requires_grad
    }


def _named(module: nn.Module) -> Iterator[tuple[int, str]]:
    """Addresses of all tensors that the module's plain attributes lead to, with the way there."""
    seen: set[int] = {id(part) for part in module.modules()}
    for prefix, part in module.named_modules():
        owner = f"self.{prefix}" if prefix else "self"
        for name, value in vars(part).items():
            if name not in REGISTERED:
                yield from _walk(value, f"{owner}.{name}", seen, 0)


def _walk(value: object, path: str, seen: set[int], depth: int) -> Iterator[tuple[int, str]]:
    if id(value) in seen or depth > DEEPEST:
        return
    seen.add(id(value))
    if isinstance(value, Tensor):
        yield address(value), path
        return
    if isinstance(value, nn.Module):
        for name, tensor in (*value.named_parameters(), *value.named_buffers()):
            yield address(tensor), f"{path}.{name}"
    for step, below in _below(value):
        yield from _walk(below, f"{path}{step}", seen, depth + 1)


def _below(value: object) -> Iterator[tuple[str, object]]:
    """What an object holds, with how to write the way to it."""
    match value:
        case str() | bytes() | int() | float() | type() | ModuleType() | BuiltinFunctionType():
            return
        case dict():
            yield from ((f"[{key!r}]", item) for key, item in value.items())
        case list() | tuple() | set() | frozenset():
            yield from ((f"[{number}]", item) for number, item in enumerate(value))
        case partial():
            yield from (("(...)", item) for item in (value.func, value.args, value.keywords))
        case MethodType():
            yield ".__self__", value.__self__
        case FunctionType():
            enclosed = inspect.getclosurevars(value).nonlocals
            yield from ((f"'s {name}", item) for name, item in enclosed.items())
        case _:
            attributes = getattr(value, "__dict__", {}).items()
            yield from ((f".{name}", item) for name, item in attributes if name not in REGISTERED)
