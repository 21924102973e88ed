"""Put a module in the places of a network; take it out again."""

import warnings
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Self

import torch
from torch import nn

from attnbench.errors import RefusedPlace, WrongUse
from attnbench.injection.attachment import Attachment, attach
from attnbench.injection.build import build_module
from attnbench.injection.refusal import has_optimizer, refuse_model
from attnbench.injection.site import find_spots
from attnbench.injection.spot import Spot, Spots
from attnbench.injection.trial import Map, breaks_in_place, observe_maps, observe_modules
from attnbench.meta import ImageSize, own_input_size
from attnbench.own.entry import entry_of
from attnbench.own.lookup import find
from attnreport.record import Caution, CautionKind
from attnzoo import Entry
from attnzoo.fit import OptionValue, remedy

Builder = Callable[..., nn.Module]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One place of an injection, and the map that the module sees there."""

    path: str
    """Name of the host in the network."""
    channels: int
    height: int
    width: int
    module_path: str
    """Name of the injected module in the network."""
    layout: str = "NCHW"
    """How the map lies in what the host gives: NCHW, NHWC, or tokens."""


class Injection:
    """Modules put in the places of one network; also a context manager that takes them out."""

    def __init__(
        self, model: nn.Module, attachments: list[Attachment], places: tuple[Place, ...]
    ) -> None:
        self.model = model
        self.places = places
        self.cautions: tuple[Caution, ...] = ()
        self._attachments = attachments

    def __repr__(self) -> str:
        return f"Injection({len(self.places)} places in {type(self.model).__name__})"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.remove()

    def remove(self) -> None:
        """Take every module out again: the network is bit for bit what it was."""
        while self._attachments:
            self._attachments.pop().undo()


def inject(
    model: nn.Module,
    module: str | Builder,
    *,
    site: str = "residual",
    stages: Collection[int] | None = None,
    input_size: ImageSize | None = None,
    identity_at_start: bool = False,
    **options: OptionValue,
) -> Injection:
    """Put a module in every place of a network that a site matches.

    The network is changed in place, by forward hooks; its own code and parameter names stay.

    Args:
        model: A timm network on any device, neither compiled nor wrapped for DDP.
        module: A name as on the command line, without options: `ema`, `mine.py:MyAttention`; or
            any callable from channels to a module that maps (B, C, H, W) to (B, C, H, W).
        site: `residual`, `block`, `stage`, `inner`, `replace`, `neck`, or a glob over module names
            in which `*` stays within one dot.
        stages: Numbers from 1 of the stages whose places are meant, as timm's `feature_info` names
            them from the first block on; None takes every place.
        input_size: Channels, height and width of an image, where the network's own is not meant.
        identity_at_start: Whether the modules start as the identity, see `IdentityAtStart`; those
            that do so by themselves stay as they are.
        options: Of the module.

    Returns:
        The injection, with its `places` and `remove()`.

    Raises:
        NoMatch: if no place matches; lists what could.
        RefusedPlace: if a match cannot hold a module, or holds one already, or if the module cannot
            take the map there; names the place and the nearest option that would work everywhere.
        RefusedModel: if the network is compiled or wrapped.
        WrongUse: if the module is built already, or the size is not one.
        UnknownName: if there is no module of that name.
        UnknownOption: if the module has no such option.
        BadOption: if an option does not take the value.
    """
    refuse_model(model)
    if isinstance(module, nn.Module):
        raise WrongUse(
            f"{type(module).__name__} is built already; each place needs its own: pass the class, "
            "or any callable from channels to a module"
        )
    if input_size is not None and (isinstance(input_size, int) or len(input_size) != 3):
        raise WrongUse(f"input_size={input_size} is no (C, H, W); pass (3, 32, 32) for 32 pixels")
    entry = find(module) if isinstance(module, str) else entry_of(_name(module), module)
    entry.check_options(options)
    size = input_size or own_input_size(model)
    spots = find_spots(model, site, size, stages)
    maps = observe_maps(model, spots.found, size)
    _refuse_misfits(entry, options, spots.found, maps)
    modules = [
        build_module(
            *(entry, options, each.channels, each.height, each.width),
            identity_at_start=identity_at_start,
        )
        for each in maps
    ]
    modules = [_like(model, each) for each in modules]
    injection = _attach(model, spots.found, maps, modules)
    try:
        injection.cautions = _try_out(injection, size, spots)
    except BaseException:
        injection.remove()
        raise
    if has_optimizer(model):
        warnings.warn(
            "an optimizer made before the injection does not hold the new parameters; make it "
            "after, or add them with add_param_group",
            stacklevel=2,
        )
    return injection


def _name(module: Builder) -> str:
    return getattr(module, "__name__", type(module).__name__)


def _refuse_misfits(
    entry: Entry, options: dict[str, OptionValue], spots: Sequence[Spot], maps: Sequence[Map]
) -> None:
    given = entry.defaults() | options
    shapes = [(each.channels, each.height, each.width) for each in maps]
    for spot, shape in zip(spots, shapes, strict=True):
        reason = entry.fits(*shape, **given)
        if reason is not None:
            raise RefusedPlace(
                f"{entry.name} at {spot.path}: {reason}; {remedy(entry.fits, shapes, given)}"
            )


def _like(model: nn.Module, module: nn.Module) -> nn.Module:
    """The module on a network's device, of its floating type and in its mode."""
    like = next((p for p in model.parameters() if p.is_floating_point()), torch.empty(0))
    return module.to(device=like.device, dtype=like.dtype).train(model.training)


def _attach(
    model: nn.Module, spots: Sequence[Spot], maps: Sequence[Map], modules: Sequence[nn.Module]
) -> Injection:
    attachments: list[Attachment] = []
    places: list[Place] = []
    names = {id(each): path for path, each in model.named_modules()}
    try:
        for spot, each, module in zip(spots, maps, modules, strict=True):
            attachment = attach(model, spot, each.layout, module)
            attachments.append(attachment)
            owner = names.get(id(attachment.owner), spot.path)
            places.append(
                Place(
                    path=spot.path,
                    channels=each.channels,
                    height=each.height,
                    width=each.width,
                    module_path=f"{owner}.{attachment.name}",
                    layout=each.layout.name,
                )
            )
    except BaseException:
        Injection(model, attachments, ()).remove()
        raise
    return Injection(model, attachments, tuple(places))


def _try_out(injection: Injection, size: ImageSize, spots: Spots) -> tuple[Caution, ...]:
    """Run the injected network once without numbers: each module once, shapes kept, trainable."""
    observe_modules(
        injection.model, {place.path: place.module_path for place in injection.places}, size
    )
    cautions = []
    if breaks_in_place(injection.model, size):
        for attachment in injection._attachments:
            attachment.hook.clones = True
        if breaks_in_place(injection.model, size):
            raise RefusedPlace(
                f"the network changes the module's output in place at {injection.places[0].path}, "
                "and a clone does not mend it; choose another site"
            )
        cautions.append(
            Caution(
                kind=CautionKind.CLONED,
                detail=f"the network adds to the module's output in place, which would break its "
                f"backward; it is cloned at {len(injection.places)} place(s)",
            )
        )
    zero = [spot.path for spot in spots.found if spot.zero_norm]
    if zero:
        cautions.append(
            Caution(
                kind=CautionKind.NO_GRADIENT_AT_START,
                detail=f"the norm before {len(zero)} place(s), such as {zero[0]}, starts at zero; "
                "build it with zero_init_last=False, or by a recipe that says so",
            )
        )
    if spots.left_out:
        others = f", and {len(spots.left_out) - 1} more" if len(spots.left_out) > 1 else ""
        cautions.append(Caution(kind=CautionKind.LEFT_OUT, detail=f"{spots.left_out[0]}{others}"))
    return tuple(cautions)
