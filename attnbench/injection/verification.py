"""Run an injected network without numbers: what fails is refused, the rest is said."""

from collections.abc import Iterator, Sequence

from torch import nn

from attnbench.errors import RefusedPlace
from attnbench.injection.injection import Injection
from attnbench.injection.spot import Spots
from attnbench.injection.trace import Trace
from attnbench.injection.trial import breaks_in_place, observe_modules
from attnbench.injection.zero_norms import behind_zero_norms
from attnbench.meta import ImageSize, meta_copy
from attnbench.own.adapter import Adapter
from attnreport.record import Caution, CautionKind
from attnreport.text import plural


def verify(
    injection: Injection, size: ImageSize, spots: Spots, trace: Trace
) -> tuple[Caution, ...]:
    """Check that each module runs once, keeps its map's shape and can be trained.

    Returns:
        What a user should know about the places.

    Raises:
        RefusedPlace: if one of them does not hold.
    """
    modules = {place.path: place.module_path for place in injection.places}
    copy = meta_copy(injection.model)
    observe_modules(copy, modules, size)
    return (
        *_clone_where_needed(injection, copy, size),
        *_copies(injection),
        *_zero_norms(tuple(behind_zero_norms(injection.model, spots.matches, trace))),
        *_left_out(spots.left_out),
    )


def _clone_where_needed(
    injection: Injection, copy: nn.Module, size: ImageSize
) -> Iterator[Caution]:
    """Clone the modules' outputs where the network would break their backward."""
    if not breaks_in_place(copy, size):
        return
    for attachment in injection.attachments:
        attachment.hook.clones = True
    if breaks_in_place(meta_copy(injection.model), size):
        raise RefusedPlace(
            f"the network changes the module's output in place at {injection.places[0].path}, and "
            "a clone does not help; choose another site"
        )
    places = plural(len(injection.places), "place")
    yield Caution(
        kind=CautionKind.CLONED,
        detail="the network adds to the module's output in place, which would break its backward; "
        f"the output is cloned at {places}",
    )


def _copies(injection: Injection) -> Iterator[Caution]:
    copying = [
        place.path
        for place in injection.places
        if any(
            isinstance(part, Adapter) and part.copies
            for part in injection.model.get_submodule(place.module_path).modules()
        )
    ]
    if copying:
        yield Caution(
            kind=CautionKind.COPIED,
            detail="the module takes only contiguous maps, often since it calls view(): maps with "
            f"their channels last are copied for it at {plural(len(copying), 'place')}, which "
            "takes time; call reshape() instead",
        )


def _zero_norms(paths: Sequence[str]) -> Iterator[Caution]:
    if paths:
        norms = "the norm before" if len(paths) == 1 else "the norms before"
        yield Caution(
            kind=CautionKind.NO_GRADIENT_AT_START,
            detail=f"{norms} {plural(len(paths), 'place')}, such as {paths[0]}, start at zero, so "
            "gates there learn from the second step on; timm's ResNets start otherwise with "
            "zero_init_last=False, or a recipe that sets it",
        )


def _left_out(reasons: Sequence[str]) -> Iterator[Caution]:
    if reasons:
        others = f", and {len(reasons) - 1} more" if len(reasons) > 1 else ""
        yield Caution(kind=CautionKind.LEFT_OUT, detail=f"{reasons[0]}{others}")
