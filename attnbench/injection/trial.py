"""Runs of a network on the meta device that show what happens at its places."""

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.autograd.graph import saved_tensors_hooks
from torch.utils.hooks import RemovableHandle

from attnbench.errors import RefusedPlace
from attnbench.injection.layout import OUT_OF_ORDER, Layout, Surroundings, recover, surroundings
from attnbench.injection.spot import Spot
from attnbench.injection.trace import BATCH, Trace
from attnbench.meta import ImageSize, QuickNorms, meta_images


@dataclass(frozen=True, slots=True)
class Map:
    """The map at one spot."""

    channels: int
    height: int
    width: int
    layout: Layout


def observe_maps(
    model: nn.Module, spots: Sequence[Spot], size: ImageSize, trace: Trace
) -> list[Map]:
    """The map at each spot, read off one forward without numbers.

    Args:
        model: The network, left as it is.
        spots: Where modules shall go.
        size: Channels, height and width of an image.
        trace: That forward.

    Raises:
        RefusedPlace: if a spot does not run exactly once, or no map can be recovered there.
    """
    around = surroundings(model, size)
    return [_map(model, spot, trace, around) for spot in spots]


def _map(model: nn.Module, spot: Spot, trace: Trace, around: Surroundings) -> Map:
    calls = trace.of(spot.path)
    if len(calls) != 1:
        raise RefusedPlace(
            f"{spot.path} runs {len(calls)} times in one forward, but a place must run once; "
            "choose another site"
        )
    # What a slot holds now makes room for the module, which takes what it took.
    is_before = spot.when == "input" or spot.slot is not None
    value = (calls[0].input if is_before else calls[0].output).content
    recovered = recover(value, around)
    if recovered is None:
        raise RefusedPlace(_no_map_text(model, spot, value))
    layout, shape = recovered
    return Map(*shape, layout)


def _no_map_text(model: nn.Module, spot: Spot, value: object) -> str:
    kind = type(model).__name__
    order = f": {kind} {OUT_OF_ORDER[kind]}" if kind in OUT_OF_ORDER else ""
    content = tuple(value.shape) if isinstance(value, Tensor) else f"a {type(value).__name__}"
    return (
        f"{spot.path} holds {content} for {BATCH} images, in which no (B, C, H, W) map can be "
        f"recovered{order}; choose another site"
    )


def observe_modules(copy: nn.Module, modules: Mapping[str, str], size: ImageSize) -> None:
    """Check that each injected module keeps its map's shape and runs exactly once.

    Args:
        copy: The injected network on the meta device.
        modules: Names of the injected modules by place.
        size: Channels, height and width of an image.

    Raises:
        RefusedPlace: if one does not, or the network does not run with it.
    """
    copy.eval()
    calls: dict[str, list[tuple[torch.Size, torch.Size]]] = {place: [] for place in modules}
    failure: Exception | None = None
    with ExitStack() as hooks:
        for place, name in modules.items():
            hooks.enter_context(_note_shapes(copy.get_submodule(name), calls[place]))
        try:
            with torch.no_grad(), QuickNorms():
                copy(meta_images(copy, size))
        except (RuntimeError, ValueError, TypeError) as error:
            failure = error
    for path, shapes in calls.items():
        for before, after in shapes:
            if before != after:
                raise RefusedPlace(
                    f"the module at {path} turns {tuple(before)} into {tuple(after)}, but a module "
                    "must keep the shape of its map; change its forward"
                ) from failure
    if failure is not None:
        raise RefusedPlace(
            f"the network does not run with the module: {failure}; choose another module or site"
        ) from failure
    for path, shapes in calls.items():
        if len(shapes) != 1:
            raise RefusedPlace(
                f"the module at {path} runs {len(shapes)} times in one forward, not once; "
                "choose another site"
            )


def _note_shapes(module: nn.Module, shapes: list[tuple[torch.Size, torch.Size]]) -> RemovableHandle:
    """Fill a list with the shapes of the module's input and output, call by call."""

    def hook(_module: nn.Module, inputs: tuple[Tensor, ...], output: Tensor) -> None:
        if not isinstance(output, Tensor):
            raise TypeError(f"{type(module).__name__} gives a {type(output).__name__}, not a map")
        shapes.append((inputs[0].shape, output.shape))

    return module.register_forward_hook(hook)


def breaks_in_place(copy: nn.Module, size: ImageSize) -> bool:
    """Whether a training step would fail because a tensor that backward needs changes in place.

    Only the forward runs; the tensors that it saves for backward are compared when it is over.

    Args:
        copy: The injected network on the meta device.
        size: Channels, height and width of an image.
    """
    copy.train()
    for part in copy.modules():
        if isinstance(part, nn.modules.batchnorm._BatchNorm):
            part.eval()  # It keeps the same tensors; a synchronised one would ask for a GPU.
    for parameter in copy.parameters():
        parameter.requires_grad_(parameter.is_floating_point())
    saved: list[tuple[Tensor, int]] = []

    def save(tensor: Tensor) -> Tensor:
        saved.append((tensor, tensor._version))
        return tensor

    keeps = saved_tensors_hooks(save, lambda tensor: tensor)
    with torch.enable_grad(), QuickNorms(), keeps:
        output = copy(meta_images(copy, size, batch=BATCH))
    del output
    return any(tensor._version != version for tensor, version in saved)
