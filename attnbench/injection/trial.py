"""Runs of a network on the meta device that tell what happens at its places."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.autograd.graph import saved_tensors_hooks

from attnbench.errors import RefusedPlace
from attnbench.injection.attachment import fill_slot
from attnbench.injection.layout import OUT_OF_ORDER, Layout, Surroundings, recover, surroundings
from attnbench.injection.spot import Spot
from attnbench.injection.trace import BATCH, Trace, trace_copy
from attnbench.meta import ImageSize, meta_copy, meta_images


@dataclass(frozen=True, slots=True)
class Map:
    """The map at one spot."""

    channels: int
    height: int
    width: int
    layout: Layout


def observe_maps(model: nn.Module, spots: Sequence[Spot], size: ImageSize) -> list[Map]:
    """The map at each spot, read off one forward without numbers.

    Raises:
        RefusedPlace: if a spot does not run exactly once, or no map can be recovered there.
    """
    copy = meta_copy(model)
    for spot in spots:
        fill_slot(copy, spot)
    seen = trace_copy(copy, size)
    around = surroundings(model, size)
    return [_map(model, spot, seen, around) for spot in spots]


def _map(model: nn.Module, spot: Spot, seen: Trace, around: Surroundings) -> Map:
    calls = seen.of(spot.path)
    if len(calls) != 1:
        raise RefusedPlace(f"{spot.path} runs {len(calls)} times a forward; a place must run once")
    value = (calls[0].given if spot.when == "input" else calls[0].gave).content
    found = recover(value, around)
    if found is None:
        kind = type(model).__name__
        order = f": {kind} {OUT_OF_ORDER[kind]}" if kind in OUT_OF_ORDER else ""
        what = tuple(value.shape) if isinstance(value, Tensor) else f"a {type(value).__name__}"
        raise RefusedPlace(
            f"{spot.path} holds {what} for {BATCH} images, in which no (B, C, H, W) map can be "
            f"recovered{order}; choose another site"
        )
    layout, shape = found
    return Map(*shape, layout)


def observe_modules(model: nn.Module, modules: Mapping[str, str], size: ImageSize) -> None:
    """Check that each injected module keeps its map's shape and runs exactly once.

    Args:
        model: The injected network.
        modules: By place, the name of the injected module.
        size: Of an image.

    Raises:
        RefusedPlace: if one does not, or the network does not run with it.
    """
    copy = meta_copy(model).eval()
    calls: dict[str, list[tuple[torch.Size, torch.Size]]] = {
        place: _shapes(copy.get_submodule(name)) for place, name in modules.items()
    }
    failure: Exception | None = None
    try:
        with torch.no_grad():
            copy(meta_images(copy, size))
    except (RuntimeError, ValueError, TypeError) as error:
        failure = error
    for path, shapes in calls.items():
        for given, gave in shapes:
            if given != gave:
                raise RefusedPlace(
                    f"the module at {path} turns {tuple(given)} into {tuple(gave)}; "
                    "a module keeps the shape"
                ) from failure
    if failure is not None:
        raise RefusedPlace(
            f"the network does not run with the module: {failure}; choose another module or site"
        ) from failure
    for path, shapes in calls.items():
        if len(shapes) != 1:
            raise RefusedPlace(
                f"the module at {path} runs {len(shapes)} times a forward, not once; "
                "choose another site"
            )


def _shapes(module: nn.Module) -> list[tuple[torch.Size, torch.Size]]:
    """Filled with the shape that the module is given, and the one that it gives, call by call."""
    seen: list[tuple[torch.Size, torch.Size]] = []

    def hook(_module: nn.Module, inputs: tuple[Tensor, ...], output: Tensor) -> None:
        if not isinstance(output, Tensor):
            raise TypeError(f"{type(module).__name__} gives a {type(output).__name__}, not a map")
        seen.append((inputs[0].shape, output.shape))

    module.register_forward_hook(hook)
    return seen


def breaks_in_place(model: nn.Module, size: ImageSize) -> bool:
    """Whether a training step would fail because what backward needs is changed in place.

    Only the forward is run: what it saves for backward is looked at again when it is over.
    """
    copy = meta_copy(model).train()
    for part in copy.modules():
        if isinstance(part, nn.modules.batchnorm._BatchNorm):
            part.eval()  # It keeps the same tensors, and takes half the time without numbers.
    for parameter in copy.parameters():
        parameter.requires_grad_(parameter.is_floating_point())
    saved: list[tuple[Tensor, int]] = []

    def save(tensor: Tensor) -> Tensor:
        saved.append((tensor, tensor._version))
        return tensor

    with torch.enable_grad(), saved_tensors_hooks(save, lambda tensor: tensor):
        output = copy(meta_images(copy, size, batch=BATCH))
    del output
    return any(tensor._version != version for tensor, version in saved)
