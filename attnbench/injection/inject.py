"""Put a module in the places of a network."""

from collections.abc import Callable, Collection, Sequence

import torch
from torch import nn

from attnbench.errors import RefusedPlace, WrongUse
from attnbench.injection.attachment import Attachment, Taken, attach
from attnbench.injection.build import build_module
from attnbench.injection.injection import Injection, Place
from attnbench.injection.matching import find_spots
from attnbench.injection.optimizers import watch_optimizers
from attnbench.injection.refusal import refuse_model
from attnbench.injection.spot import Spot
from attnbench.injection.trace import trace_network
from attnbench.injection.trial import Map, observe_maps
from attnbench.injection.verification import verify
from attnbench.meta import ImageSize, own_input_size
from attnbench.own.entry import entry_of
from attnbench.own.lookup import find
from attnbench.plan.module_name import module_name
from attnzoo import Entry
from attnzoo.option import OptionValue

Builder = Callable[..., nn.Module]


def inject(
    model: nn.Module,
    module: str | Builder,
    *,
    site: str = "residual",
    stages: Collection[int] | None = None,
    places: Sequence[str] | None = None,
    input_size: ImageSize | None = None,
    identity_at_start: bool = False,
    **options: OptionValue,
) -> Injection:
    """Put a module in every place of a network that a site matches.

    The network is changed in place, by forward hooks; its own code and parameter names stay.

    Args:
        model: A timm network on any device, neither compiled nor wrapped for DDP.
        module: A name as on the command line, without options: `ema`, `mine.py:MyAttention`; or a
            class or function that makes a module (B, C, H, W) -> (B, C, H, W), whose parameter that
            is named after channels gets them.
        site: A name from `attnbench list sites`, such as `residual`, or a pattern of layer names
            in which `*` does not cross a dot.
        stages: Numbers from 1 of the stages that get modules, as timm's `feature_info` names them
            from the first block on; None takes every place.
        places: Names of layers, in place of a site: a module goes after each of them.
        input_size: Channels, height and width of an image; by default the network's own.
        identity_at_start: Whether the modules start as the identity, see `IdentityAtStart`; those
            that do so by themselves are not wrapped.
        options: The module's options; of a user's module a value may depend on the map, as
            `oup="C"`, and `layout`, `inputs` and `output` say how it is run.

    Returns:
        The injection, with its `places` and `remove()`.

    Raises:
        NoMatch: if no place matches; lists what could.
        RefusedPlace: if a match cannot hold a module, or holds one already, or if the module cannot
            take the map there; names the place and the nearest option that would work everywhere.
        RefusedModel: if the network is compiled or wrapped.
        WrongUse: if the module is an instance, or the size is not one.
        UnknownName: if no module has that name.
        UnknownOption: if the module has no such option.
        BadOption: if an option does not take the value.
    """
    refuse_model(model)
    _refuse_instance(module)
    _refuse_size(input_size)
    entry = (
        find(module_name(module)) if isinstance(module, str) else entry_of(_name(module), module)
    )
    entry.check_options(options)
    size = input_size or own_input_size(model)
    trace = trace_network(model, size)
    spots = find_spots(model, site, trace, stages, places)
    maps = observe_maps(model, spots.matches, size, trace)
    _refuse_misfits(entry, options, spots.matches, maps)
    modules = [
        _like(
            model,
            build_module(
                *(entry, options, map_.channels, map_.height, map_.width),
                identity_at_start=identity_at_start,
            ),
        )
        for map_ in maps
    ]
    injection = _attach(model, spots.matches, maps, modules)
    try:
        injection.cautions = verify(injection, size, spots, trace)
    except BaseException:
        injection.remove()
        raise
    injection.watch = watch_optimizers(model, modules)
    return injection


def _refuse_instance(module: object) -> None:
    if isinstance(module, nn.Module):
        raise WrongUse(
            "must be a class, or any callable from channels to a module, since each place needs "
            f"its own (got an instance of {type(module).__name__})",
            parameter="module",
        )


def _refuse_size(size: object) -> None:
    if size is not None and not (isinstance(size, Sequence) and len(size) == 3):
        raise WrongUse(
            f"must be (C, H, W), such as (3, 32, 32) for 32 pixels (got {size})",
            parameter="input_size",
        )


def _name(module: Builder) -> str:
    return getattr(module, "__name__", type(module).__name__)


def _refuse_misfits(
    entry: Entry, options: dict[str, OptionValue], spots: Sequence[Spot], maps: Sequence[Map]
) -> None:
    values = entry.values(options)
    shapes = [(map_.channels, map_.height, map_.width) for map_ in maps]
    reasons = {shape: entry.misfit(*shape, **values) for shape in dict.fromkeys(shapes)}
    for spot, shape in zip(spots, shapes, strict=True):
        reason = reasons[shape]
        if reason is not None:
            raise RefusedPlace(
                f"{entry.name} at {spot.path}: {reason}; {entry.remedy(options, shapes)}"
            )


def _like(model: nn.Module, module: nn.Module) -> nn.Module:
    """The module on a network's device, with its floating type and in its mode."""
    floating = (p for p in model.parameters() if p.is_floating_point())
    like = next(floating, torch.empty(0))
    return module.to(device=like.device, dtype=like.dtype).train(model.training)


def _attach(
    model: nn.Module, spots: Sequence[Spot], maps: Sequence[Map], modules: Sequence[nn.Module]
) -> Injection:
    attachments: list[Attachment] = []
    places: list[Place] = []
    names = {id(part): path for path, part in model.named_modules()}
    taken = Taken(model)
    try:
        for spot, map_, module in zip(spots, maps, modules, strict=True):
            attachment = attach(model, spot, map_.layout, module, taken)
            attachments.append(attachment)
            owner = names.get(id(attachment.owner), spot.path)
            places.append(
                Place(
                    path=spot.path,
                    channels=map_.channels,
                    height=map_.height,
                    width=map_.width,
                    module_path=f"{owner}.{attachment.name}",
                    layout=map_.layout.name,
                )
            )
    except BaseException:
        Injection(model, attachments, ()).remove()
        raise
    return Injection(model, attachments, tuple(places))
