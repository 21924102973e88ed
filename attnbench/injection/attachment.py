"""Attach one module at one spot: which part owns it, which hook calls it, how to undo it."""

from dataclasses import dataclass

from torch import nn
from torch.utils.hooks import RemovableHandle

from attnbench.errors import RefusedPlace
from attnbench.injection.hook import Attend, AttendBefore
from attnbench.injection.site import NORMS, Spot

ATTENTION = "attention"
"""The name under which an owner holds its module."""


@dataclass(slots=True)
class Attachment:
    """What has to be undone at one place."""

    owner: nn.Module
    name: str
    hook: Attend
    handle: RemovableHandle
    slot: tuple[nn.Module, str] | None

    def undo(self) -> None:
        """Take the module, its hook and a slot that was filled for it out again."""
        self.handle.remove()
        delattr(self.owner, self.name)
        if self.slot is not None:
            block, slot = self.slot
            delattr(block, slot)
            setattr(block, slot, None)


def attach(model: nn.Module, spot: Spot, module: nn.Module) -> Attachment:
    """Let a spot's host run the module.

    Raises:
        RefusedPlace: if the host runs an injected module already, or nothing there can own one.
    """
    slot = None
    if spot.slot is not None:
        block = model.get_submodule(spot.slot[0])
        slot = (block, spot.slot[1])
        setattr(*slot, nn.Identity())
    host = model.get_submodule(spot.path)
    _refuse_second(host, spot)
    owner = _owner(model, host, spot.path)
    name = ATTENTION
    while hasattr(owner, name):
        name += "_"
    owner.add_module(name, module)
    if spot.when == "input":
        before = AttendBefore(owner, name)
        return Attachment(owner, name, before, host.register_forward_pre_hook(before), slot)
    after = Attend(owner, name)
    return Attachment(owner, name, after, host.register_forward_hook(after), slot)


def _refuse_second(host: nn.Module, spot: Spot) -> None:
    hooks = host._forward_pre_hooks if spot.when == "input" else host._forward_hooks
    if any(isinstance(hook, Attend) for hook in hooks.values()):
        raise RefusedPlace(f"{spot.path} holds a module already; remove that injection first")


def _held_modules(model: nn.Module) -> set[nn.Module]:
    """The modules that earlier injections put into the network."""
    hooks = (
        hook
        for part in model.modules()
        for hook in (*part._forward_hooks.values(), *part._forward_pre_hooks.values())
    )
    return {getattr(hook.owner, hook.name) for hook in hooks if isinstance(hook, Attend)}


def _owner(model: nn.Module, host: nn.Module, path: str) -> nn.Module:
    """A leaf at or below the host that can hold the module without running it itself.

    A container would run a new child, and a norm is replaced when norms are converted; an identity
    is best, since counters look below it.
    """
    held = _held_modules(model)
    closed = {
        id(inner)
        for part in model.modules()
        if part in held or isinstance(part, NORMS)
        for inner in part.modules()
    }
    leaves = [
        part
        for part in host.modules()
        if id(part) not in closed
        and held.issuperset(part.children())
        and not isinstance(part, nn.Sequential | nn.ModuleList | nn.ModuleDict)
    ]
    plain = [leaf for leaf in leaves if not list(leaf.parameters(recurse=False))]
    identities = [leaf for leaf in plain if isinstance(leaf, nn.Identity)]
    best = [*identities, *plain]
    if not best:
        raise RefusedPlace(f"{path} has no part without parameters that could hold a module")
    return best[0]
