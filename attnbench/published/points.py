"""Every network of a search, counted as a sum of its parts: nothing but the parts is built."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations as subsets

import numpy as np
import torch
from torch import nn

from attnbench.cost.sizes import Given, Sizes, sizes_of
from attnbench.injection.stage_choice import stages_text
from attnbench.plan.variant import SITE, STAGES, OptionValue, Variant
from attnbench.published.backdrop import Backdrop, Counts, Site, by_quantity, counts_of
from attnzoo import Entry

MOST_STAGES = 6
"""Of more stages than these, every set would be too many."""


@dataclass(frozen=True)
class Point:
    """One network: a module with its options in some places of a backbone."""

    backdrop: Backdrop
    entry: Entry
    options: tuple[tuple[str, OptionValue], ...]
    """Every option of the module."""
    site: str
    stages: tuple[int, ...] | None
    """None takes every place."""
    counts: Counts
    changes: int
    """In how many ways it differs from what was asked: options, site, stages."""

    @property
    def sizes(self) -> Sizes:
        """The counts by size and by convention."""
        return by_quantity(self.counts, self.backdrop.setting.meanings)

    @cached_property
    def variant(self) -> Variant:
        """The module as it is typed, with its site and stages where they are not the usual ones."""
        defaults = self.entry.defaults()
        given = [(name, value) for name, value in self.options if value != defaults[name]]
        if self.site != "residual":
            given.append((SITE, self.site))
        if self.stages is not None:
            given.append((STAGES, stages_text(self.stages)))
        return Variant(self.entry.name, tuple(given))


class Parts:
    """What a module costs alone on a map, each kind counted once."""

    def __init__(self, entry: Entry) -> None:
        self._entry = entry
        self._known: dict[tuple[object, Given], Counts | None] = {}

    def counts(self, options: tuple[tuple[str, OptionValue], ...], given: Given) -> Counts | None:
        """Of one module on one map; None where it does not fit."""
        key = (options, given)
        if key not in self._known:
            self._known[key] = self._count(dict(options), given)
        return self._known[key]

    def _count(self, options: dict[str, OptionValue], given: Given) -> Counts | None:
        entry, (channels, height, width) = self._entry, given.size
        if entry.misfit(channels, height, width, **options) is not None:
            return None
        try:
            with torch.device("meta"):
                module = entry.build(channels, **options, **entry.sizing(height, width))
            return counts_of(sizes_of(nn.Sequential(module), given, ["0"]))
        except (RuntimeError, TypeError, ValueError):
            # A module of the user's own, which does not say beforehand what it takes.
            return None


def stage_sets(site: Site) -> list[tuple[int, ...] | None]:
    """All places, then those of every set of stages; of many stages those of neighbours alone."""
    held = site.stages
    if len(held) > MOST_STAGES:
        ends = subsets(range(len(held) + 1), 2)
        sets = [tuple(held[start:end]) for start, end in ends]
    else:
        sets = [chosen for size in range(1, len(held)) for chosen in subsets(held, size)]
    fewer = (chosen for chosen in sets if len(chosen) < len(held))
    return [None, *sorted(fewer, key=len, reverse=True)]


def points_of(
    backdrop: Backdrop,
    parts: Parts,
    entry: Entry,
    combinations: Sequence[dict[str, OptionValue]],
    stages: Collection[int] | None,
) -> Iterator[Point | None]:
    """Every network of one backdrop; None for one that cannot be built.

    Args:
        backdrop: With the sites to try.
        parts: What is known already of the module's costs.
        entry: The module's.
        combinations: Its options to try, those that were asked for first.
        stages: Those to take; None tries every set.
    """
    usual = combinations[0]
    for site in backdrop.sites:
        for chosen in [tuple(sorted(stages))] if stages is not None else stage_sets(site):
            maps = [each for stage, each in site.places if chosen is None or stage in chosen]
            for options in combinations:
                given = tuple(options.items())
                each = [parts.counts(given, seen) for seen in maps]
                known = [counts for counts in each if counts is not None]
                if not known or len(known) < len(each):
                    yield None
                    continue
                yield Point(
                    backdrop=backdrop,
                    entry=entry,
                    options=given,
                    site=site.name,
                    stages=chosen,
                    counts=backdrop.plain + np.sum(known, axis=0),
                    changes=sum(value != usual[name] for name, value in given)
                    + (site is not backdrop.sites[0])
                    + (chosen is not None and stages is None),
                )
