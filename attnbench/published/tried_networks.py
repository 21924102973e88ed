"""Every network of a search, counted as a sum of its parts: nothing but the parts is built."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations as subsets

import numpy as np
import torch
from torch import nn

from attnbench.cost.sizes import InputSizes, Sizes, sizes_of
from attnbench.plan.option_text import OptionValue
from attnbench.plan.stages import stages_text
from attnbench.plan.variant import SITE, STAGES, Variant
from attnbench.published.network import RowNetwork
from attnbench.published.search_space import sites_to_try
from attnbench.published.survey import Counts, Survey, SurveyedSite, counts_of, named_sizes
from attnzoo import Entry

USUAL_SITE = sites_to_try()[0]
"""The site that a variant need not name."""

MOST_STAGES = 6
"""With more stages than these, trying every set of them would take too long."""

Options = tuple[tuple[str, OptionValue], ...]
"""Every option of a module with its value."""


@dataclass(frozen=True)
class TriedNetwork:
    """A module with its options in some places of a backbone."""

    survey: Survey
    entry: Entry
    options: Options
    site: str
    stages: tuple[int, ...] | None
    """None takes every place."""
    counts: Counts
    changes: int
    """In how many ways it differs from the module as given: options, site, stages."""

    @property
    def sizes(self) -> Sizes:
        """The counts by quantity and by convention."""
        return named_sizes(self.counts, self.survey.backbone.meanings)

    @cached_property
    def variant(self) -> Variant:
        """The module as it is typed, with its site and stages where they are not the usual ones."""
        defaults = self.entry.defaults()
        options = [(name, value) for name, value in self.options if value != defaults[name]]
        if self.site != USUAL_SITE:
            options.append((SITE, self.site))
        if self.stages is not None:
            options.append((STAGES, stages_text(self.stages)))
        return Variant(self.entry.name, tuple(options))

    @property
    def network(self) -> RowNetwork:
        """The network as it is built."""
        backbone = replace(self.survey.backbone, input_size=self.survey.size)
        return RowNetwork(backbone=backbone, site=self.site, variant=self.variant)


class ModuleCosts:
    """The counts of a module alone on a map, each counted once.

    Args:
        entry: The module's.
    """

    def __init__(self, entry: Entry) -> None:
        self._entry = entry
        self._known: dict[tuple[Options, InputSizes], Counts | None] = {}

    def counts(self, options: Options, seen: InputSizes) -> Counts | None:
        """The counts of one module on one map; None where it does not fit."""
        key = (options, seen)
        if key not in self._known:
            self._known[key] = self._count(dict(options), seen)
        return self._known[key]

    def _count(self, options: dict[str, OptionValue], seen: InputSizes) -> Counts | None:
        entry, (channels, height, width) = self._entry, seen.size
        if entry.misfit(channels, height, width, **options) is not None:
            return None
        try:
            with torch.device("meta"):
                module = entry.build(channels, **options, **entry.sizing(height, width))
            return counts_of(sizes_of(nn.Sequential(module), seen, ["0"]))
        except (RuntimeError, TypeError, ValueError):
            # A module of the user's own, which does not say beforehand what it takes.
            return None


def stage_sets(site: SurveyedSite) -> list[tuple[int, ...] | None]:
    """All places, then those of every set of stages; of many stages only neighbouring ones."""
    stages = site.stages
    if len(stages) > MOST_STAGES:
        ends = subsets(range(len(stages) + 1), 2)
        sets = [tuple(stages[start:end]) for start, end in ends]
    else:
        sets = [chosen for size in range(1, len(stages)) for chosen in subsets(stages, size)]
    fewer = (chosen for chosen in sets if len(chosen) < len(stages))
    return [None, *sorted(fewer, key=len, reverse=True)]


def networks_of(
    survey: Survey,
    costs: ModuleCosts,
    entry: Entry,
    combinations: Sequence[dict[str, OptionValue]],
    stages: Collection[int] | None,
) -> Iterator[TriedNetwork | None]:
    """Every network of one survey; None for one that cannot be built.

    Args:
        survey: Has the sites to try.
        costs: Knows what has been counted of the module already.
        entry: The module's.
        combinations: The options to try, the usual ones first.
        stages: The stages to take; None tries every set.
    """
    usual = combinations[0]
    for site in survey.sites:
        for chosen in [tuple(sorted(stages))] if stages is not None else stage_sets(site):
            maps = [seen for stage, seen in site.places if chosen is None or stage in chosen]
            for values in combinations:
                options = tuple(values.items())
                counts = _summed(costs, options, maps)
                if counts is None:
                    yield None
                    continue
                yield TriedNetwork(
                    survey=survey,
                    entry=entry,
                    options=options,
                    site=site.name,
                    stages=chosen,
                    counts=survey.counts + counts,
                    changes=sum(value != usual[name] for name, value in options)
                    + (site is not survey.sites[0])
                    + (chosen is not None and stages is None),
                )


def _summed(costs: ModuleCosts, options: Options, maps: Sequence[InputSizes]) -> Counts | None:
    """The counts of the modules on all maps together; None where one does not fit."""
    counts = [costs.counts(options, seen) for seen in maps]
    known = [part for part in counts if part is not None]
    if not known or len(known) < len(counts):
        return None
    total: Counts = np.sum(known, axis=0)
    return total
