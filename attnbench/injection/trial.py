"""Runs of a network on the meta device that tell what happens at its places."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from attnbench.errors import RefusedPlace
from attnbench.injection.site import Spot
from attnbench.meta import ImageSize, meta_copy, meta_images

IN_PLACE_SIGNS = (
    "inplace operation",
    "in-place operation",
    "modified inplace",
    "refers to a single memory location",
)


@dataclass(frozen=True, slots=True)
class Map:
    """The map at one spot."""

    channels: int
    height: int
    width: int


def observe_maps(model: nn.Module, spots: Sequence[Spot], size: ImageSize) -> list[Map]:
    """The map at each spot, read off one forward without numbers.

    Raises:
        RefusedPlace: if a spot does not run exactly once, or holds no (B, C, H, W) map.
    """
    copy = meta_copy(model).eval()
    seen: dict[str, list[object]] = {spot.path: [] for spot in spots}
    for spot in spots:
        _watch(copy, spot, seen[spot.path])
    with torch.no_grad():
        copy(meta_images(copy, size))
    return [_map(model, spot, seen[spot.path]) for spot in spots]


def _watch(copy: nn.Module, spot: Spot, seen: list[object]) -> None:
    if spot.slot is not None:
        setattr(copy.get_submodule(spot.slot[0]), spot.slot[1], nn.Identity())
    host = copy.get_submodule(spot.path)
    if spot.when == "input":
        host.register_forward_pre_hook(lambda _host, inputs: seen.append(inputs[0]))
    else:
        host.register_forward_hook(lambda _host, _inputs, output: seen.append(output))


def _map(model: nn.Module, spot: Spot, seen: list[object]) -> Map:
    if len(seen) != 1:
        raise RefusedPlace(f"{spot.path} runs {len(seen)} times a forward; a place must run once")
    value = seen[0]
    layout = getattr(model, "output_fmt", "NCHW")
    if not isinstance(value, Tensor) or value.ndim != 4 or str(layout) != "NCHW":
        what = tuple(value.shape) if isinstance(value, Tensor) else type(value).__name__
        raise RefusedPlace(
            f"{spot.path} gives {what}{'' if str(layout) == 'NCHW' else f' in {layout} layout'}, "
            "not a (B, C, H, W) map; choose another site"
        )
    return Map(*value.shape[1:])


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
    """Whether a training step fails because something is changed in place that is still needed."""
    copy = meta_copy(model).train()
    for parameter in copy.parameters():
        parameter.requires_grad_(parameter.is_floating_point())
    try:
        output = copy(meta_images(copy, size, batch=2))
        output.sum().backward()
    except RuntimeError as error:
        if any(sign in str(error) for sign in IN_PLACE_SIGNS):
            return True
        raise
    return False
