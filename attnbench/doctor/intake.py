"""Makes the subject of an examination from a name, a class or a callable."""

from collections.abc import Mapping
from functools import partial

from attnbench.doctor.subject import Subject
from attnbench.errors import WrongUse
from attnbench.own.containment import contained
from attnbench.own.entry import OwnEntry, entry_of
from attnbench.own.lookup import find
from attnbench.own.remedy import Remedy
from attnbench.plan.option_text import OptionValue
from attnbench.plan.session import Build, is_known_here, variant_of
from attnbench.plan.variant import THE_BASELINE, Variant, parse_variant
from attnzoo import Entry
from attnzoo.fit import Size

CHANNELS = (64, 128, 256, 512)
"""Tried in this order where the user names none."""

SIZE = (16, 16)
"""Height and width of the map where the user names none."""


def make_subject(
    module: str | Build,
    channels: tuple[int, ...] = (),
    size: Size = SIZE,
    device: str = "cpu",
) -> Subject:
    """The subject of an examination.

    Raises:
        WrongUse: if there is no such module, or it does not take the channels.
    """
    variant, entry, address = _identify(module)
    options = dict(variant.options)
    entry.check_options(options)
    if any(count < 1 for count in channels):
        raise WrongUse(f"must be at least 1 (got {min(channels)})", parameter="channels")
    if min(size) < 1:
        raise WrongUse(f"must be at least 1x1 (got {size[0]}x{size[1]})", parameter="size")
    first, *others = channels or (_first_that_fits(entry, size, options),)
    _refuse_misfit(entry, first, size, options)
    misfit, remedy = _remedied(entry, (first, *size), options)
    return Subject(
        name=str(variant),
        build=partial(entry.build, **{**options, **remedy.added}),
        channels=first,
        size=size,
        others=tuple(others),
        device=device,
        sizing=entry.sizing,
        misfit=misfit,
        remedy=f"{remedy.text}." if remedy.text else "",
        is_remedied=bool(remedy.added),
        address=str(parse_variant(address).replaced(**remedy.added)) if address else None,
    )


def _identify(module: str | Build) -> tuple[Variant, Entry, str | None]:
    """The variant, what is known of its module, and how another process finds it."""
    if isinstance(module, str):
        variant = parse_variant(module)
        if variant == THE_BASELINE:
            raise WrongUse(
                "the baseline has no module to examine; name a module, such as eca or "
                "mine.py:MyAttention"
            )
        with contained():
            return variant, find(variant.module), str(variant)
    if not callable(module):
        raise WrongUse(
            f"must be a name, a class, or a function that makes a module (got {module!r})",
            parameter="module",
        )
    variant = Variant(getattr(module, "__name__", type(module).__name__))
    return variant, entry_of(variant.module, module), _address(module)


def _address(build: Build) -> str | None:
    """How another process imports it; None where it cannot."""
    variant = variant_of(build)
    return None if is_known_here(variant.module) else str(variant)


def _first_that_fits(entry: Entry, size: Size, options: Mapping[str, OptionValue]) -> int:
    with contained():
        fitting = (count for count in CHANNELS if entry.misfit(count, *size, **options) is None)
        return next(fitting, CHANNELS[0])


def _remedied(
    entry: Entry, shape: tuple[int, int, int], options: Mapping[str, OptionValue]
) -> tuple[str, Remedy]:
    """Why a user's module does not take its map, and what to do; both empty if it does."""
    with contained():
        misfit = entry.misfit(*shape, **options) if isinstance(entry, OwnEntry) else None
        if misfit is None or not isinstance(entry, OwnEntry):
            return "", Remedy("")
        return misfit, entry.remedied(options, [shape])


def _refuse_misfit(
    entry: Entry, channels: int, size: Size, options: Mapping[str, OptionValue]
) -> None:
    """Refuse what a module of the catalogue does not take; checks examine a user's own."""
    reason = None if entry.family == "own" else entry.misfit(channels, *size, **options)
    if reason is not None:
        raise WrongUse(
            f"{entry.name} does not take {channels} channels on {size[0]}x{size[1]} maps: "
            f"{reason}; choose other channels, maps or options"
        )
