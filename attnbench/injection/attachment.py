"""Attach one module at one spot: the part that owns it, the hook that calls it, the way back."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from torch import nn
from torch.utils.hooks import RemovableHandle

from attnbench.errors import RefusedPlace
from attnbench.injection.guard import guard, release
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
    guarded: list[tuple[nn.Module, str]]
    """Blocks around it that may not rewrite themselves meanwhile."""

    def undo(self) -> None:
        """Take out the module and its hook, and restore the slot."""
        release(self.guarded)
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


class Taken:
    """The parts of a network that can hold no module: those injected before, norms, convolutions.

    They are looked up once for all the places of an injection.
    """

    def __init__(self, model: nn.Module) -> None:
        self._held = held_modules(model)
        self._closed = {
            inner
            for part in model.modules()
            if part in self._held or isinstance(part, CONVERTED)
            for inner in part.modules()
        }

    def add(self, module: nn.Module) -> None:
        """Take a module that has been injected since."""
        self._held.add(module)
        self._closed.update(module.modules())

    def plain_leaves(self, part: nn.Module) -> Iterator[nn.Module]:
        """The leaves of a part that can hold a module and do not run what they hold."""
        for leaf in part.modules():
            is_container = isinstance(leaf, nn.Sequential | nn.ModuleList | nn.ModuleDict)
            is_leaf = leaf not in self._closed and self._held.issuperset(leaf.children())
            has_parameters = any(True for _ in leaf.parameters(recurse=False))
            if is_leaf and not is_container and not has_parameters:
                yield leaf


def attach(
    model: nn.Module, spot: Spot, layout: Layout, module: nn.Module, taken: Taken
) -> Attachment:
    """Let a spot's host run the module.

    Args:
        model: The network, which is changed.
        spot: The host, and the side of it.
        layout: How the map lies in what the host takes or gives.
        module: What runs there.
        taken: The parts of the network that can hold no module; the module is added to them.

    Raises:
        RefusedPlace: if the host already runs an injected module, or no part near can own one.
    """
    filled = fill_slot(model, spot)
    try:
        host = model.get_submodule(spot.path)
        _refuse_second(host, spot)
        owner = _owner(model, spot.path, taken)
    except RefusedPlace:
        if filled is not None:
            filled.undo()
        raise
    name = ATTENTION
    while hasattr(owner, name):
        name += "_"
    names = {id(part): path for path, part in model.named_modules()}
    guarded = guard(model, [spot.path, names[id(owner)]])
    owner.add_module(name, module)
    taken.add(module)
    if spot.when == "input":
        before = AttendBefore(owner, name, layout)
        handle = host.register_forward_pre_hook(before)
        return Attachment(owner, name, before, handle, filled, guarded)
    after = Attend(owner, name, layout)
    handle = host.register_forward_hook(after)
    return Attachment(owner, name, after, handle, filled, guarded)


def _refuse_second(host: nn.Module, spot: Spot) -> None:
    hooks = host._forward_pre_hooks if spot.when == "input" else host._forward_hooks
    if any(isinstance(hook, Attend) for hook in hooks.values()):
        raise RefusedPlace(
            f"{spot.path} already holds an injected module; remove that injection first"
        )


def _owner(model: nn.Module, path: str, taken: Taken) -> nn.Module:
    """A leaf that can hold the module without running it itself: below the host, or near it.

    A container would run a new child, and converting norms replaces a norm; an identity is best,
    since counters look below it.
    """
    near = [path]
    while near[-1]:
        near.append(near[-1].rpartition(".")[0])
    outward = (taken.plain_leaves(model.get_submodule(outer)) for outer in near)
    inside = [*next(outward), *next(outward, ())]
    identities = (leaf for leaf in inside if isinstance(leaf, nn.Identity))
    owner = next(chain(identities, inside, chain.from_iterable(outward)), None)
    if owner is None:
        raise RefusedPlace(
            f"no part near {path} is without parameters and could hold a module; choose another "
            "site"
        )
    return owner
