"""Runs of a user's module without numbers: whether it takes a map, and if not, why."""

import inspect
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from attnbench.meta import meta_copy
from attnbench.own.adapter import sides_of
from attnbench.own.builder import SIZE, Builder, Values
from attnreport.text import listed
from attnzoo.fit import Shape

BATCH = 2


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of one run."""

    output: object = None
    """What the module gave; None where it was not run, or failed."""
    reason: str | None = None
    """Why the module does not take the map; None if it does."""
    failed: bool = False
    """Whether building or running it raised an error."""


def try_module(builder: Builder, shape: Shape, values: Values) -> Trial:
    """Build a module for a map, and run it.

    Args:
        builder: The module's.
        shape: Channels, height and width of the map; without the latter two it is only built.
        values: Its options.
    """
    channels, height, width = shape
    missing = builder.signature.missing(builder.by_name(values))
    if missing:
        verb = "has" if len(missing) == 1 else "have"
        reason = f"it needs {listed(missing)}, which {verb} no default"
        return Trial(reason=reason, failed=True)
    try:
        module = built_without_numbers(builder, shape, values)
        if height is None or width is None:
            return Trial()
        before = (BATCH, channels, height, width)
        with torch.no_grad():
            output = module(torch.empty(before, device="meta"))
    except (Exception, SystemExit) as error:  # noqa: BLE001 - whatever a user's code raises is its reason
        text = " ".join(str(error).split())
        where = f"{channels} channels" if height is None else f"{channels}x{height}x{width}"
        reason = f"it fails at {where} with {type(error).__name__}: {text}"
        return Trial(reason=reason, failed=True)
    return Trial(output=output, reason=_wrong_output(output, torch.Size(before)))


def built_without_numbers(builder: Builder, shape: Shape, values: Values) -> nn.Module:
    """The module on the meta device: built there if its constructor can, else copied to it."""
    channels, height, width = shape
    sizing = {} if height is None or width is None else {SIZE: (height, width)}
    try:
        with torch.device("meta"):
            module = builder(channels, **values, **sizing)
        if all(tensor.is_meta for tensor in (*module.parameters(), *module.buffers())):
            return module.eval()
    except (Exception, SystemExit):  # noqa: BLE001 - some constructors need numbers; if not, the next line raises it
        pass
    with torch.random.fork_rng(devices=[]):
        return meta_copy(builder(channels, **values, **sizing)).eval()


def inputs_of(builder: Builder, shape: Shape, values: Values) -> list[str]:
    """The inputs that a module's forward requires, the size of the map aside; none if unknown."""
    try:
        module = built_without_numbers(builder, shape, values)
        parameters = inspect.signature(module.forward).parameters.values()
    except (Exception, SystemExit):  # noqa: BLE001 - why it is not built is said elsewhere
        return []
    if sides_of(module):
        return []
    return [
        parameter.name
        for parameter in parameters
        if parameter.default is parameter.empty
        and parameter.kind in (parameter.POSITIONAL_ONLY, parameter.POSITIONAL_OR_KEYWORD)
    ]


def _wrong_output(output: object, before: torch.Size) -> str | None:
    """Why an output is no map of the input's shape; None if it is."""
    if not isinstance(output, Tensor):
        return f"it gives {_kind_text(output)}, not a map"
    if output.shape == before:
        return None
    return (
        f"it turns {tuple(before)} into {tuple(output.shape)}, but a module must keep the shape of "
        "its map"
    )


def _kind_text(output: object) -> str:
    if isinstance(output, tuple | list):
        return f"a {type(output).__name__} of {len(output)}"
    return f"a {type(output).__name__}"
