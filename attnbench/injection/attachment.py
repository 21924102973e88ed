"""Attach one module at one spot: the part that owns it, the hook that calls it, the way back."""

from dataclasses import dataclass

from torch import nn
from torch.utils.hooks import RemovableHandle

from attnbench.errors import RefusedPlace
from attnbench.injection.hook import Attend, AttendBefore, held_modules
from attnbench.injection.layout import Layout
from attnbench.injection.spot import Spot
from attnbench.layer_kinds import CONVERTED

ATTENTION = "attention"
"""The name under which an owner holds its module."""


@dataclass(slots=True)
class Attachment:
    """A module attached at one place, and how to take it out again."""

    owner: nn.Module
    name: str
    hook: Attend
    handle: RemovableHandle
    filled: "FilledSlot | None"

    def undo(self) -> None:
        """Take out the module and its hook, and restore the slot."""
        self.handle.remove()
        delattr(self.owner, self.name)
        if self.filled is not None:
            self.filled.undo()


@dataclass(frozen=True, slots=True)
class FilledSlot:
    """A slot of a block that now holds an identity, to be hooked."""

    block: nn.Module
    name: str
    occupant: nn.Module | None
    """What the slot held before."""

    def undo(self) -> None:
        """Put back what the slot held."""
        if self.occupant is None:
            delattr(self.block, self.name)
        setattr(self.block, self.name, self.occupant)


def fill_slot(model: nn.Module, spot: Spot) -> FilledSlot | None:
    """Put an identity into a spot's slot, if it has one."""
    if spot.slot is None:
        return None
    path, name = spot.slot
    block = model.get_submodule(path)
    filled = FilledSlot(block, name, getattr(block, name))
    setattr(block, name, nn.Identity())
    return filled


def attach(model: nn.Module, spot: Spot, layout: Layout, module: nn.Module) -> Attachment:
    """Let a spot's host run the module.

    Raises:
        RefusedPlace: if the host already runs an injected module, or no part near can own one.
    """
    filled = fill_slot(model, spot)
    try:
        host = model.get_submodule(spot.path)
        _refuse_second(host, spot)
        owner = _owner(model, spot.path)
    except RefusedPlace:
        if filled is not None:
            filled.undo()
        raise
    name = ATTENTION
    while hasattr(owner, name):
        name += "_"
    owner.add_module(name, module)
    if spot.when == "input":
        before = AttendBefore(owner, name, layout)
        handle = host.register_forward_pre_hook(before)
        return Attachment(owner, name, before, handle, filled)
    after = Attend(owner, name, layout)
    return Attachment(owner, name, after, host.register_forward_hook(after), filled)


def _refuse_second(host: nn.Module, spot: Spot) -> None:
    hooks = host._forward_pre_hooks if spot.when == "input" else host._forward_hooks
    if any(isinstance(hook, Attend) for hook in hooks.values()):
        raise RefusedPlace(
            f"{spot.path} already holds an injected module; remove that injection first"
        )


def _owner(model: nn.Module, path: str) -> nn.Module:
    """A leaf that can hold the module without running it itself: below the host, or near it.

    A container would run a new child, and converting norms replaces a norm; an identity is best,
    since counters look below it.
    """
    held = held_modules(model)
    closed = {
        id(inner)
        for part in model.modules()
        if part in held or isinstance(part, CONVERTED)
        for inner in part.modules()
    }
    near = [path]
    while near[-1]:
        near.append(near[-1].rpartition(".")[0])
    leaves = [
        part
        for outer in near
        for part in model.get_submodule(outer).modules()
        if id(part) not in closed and _is_plain_leaf(part, held)
    ]
    block = model.get_submodule(near[1]) if len(near) > 1 else model
    inside = set(block.modules())
    identities = [leaf for leaf in leaves if isinstance(leaf, nn.Identity) and leaf in inside]
    if leaves:
        return [*identities, *leaves][0]
    raise RefusedPlace(
        f"no part near {path} is without parameters and could hold a module; choose another site"
    )


def _is_plain_leaf(part: nn.Module, held: set[nn.Module]) -> bool:
    is_container = isinstance(part, nn.Sequential | nn.ModuleList | nn.ModuleDict)
    has_parameters = any(True for _ in part.parameters(recurse=False))
    return held.issuperset(part.children()) and not is_container and not has_parameters
