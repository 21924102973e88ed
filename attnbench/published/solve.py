"""Search the networks that give printed sizes, the most usual first."""

from collections.abc import Iterable
from dataclasses import dataclass

from attnbench.errors import WrongUse
from attnbench.own.lookup import find
from attnbench.plan.variant import SITE, Variant
from attnbench.published.network import CountedBackbone
from attnbench.published.search_space import SearchSpace, combinations, make_space, sites_to_try
from attnbench.published.solutions import Solution, SolutionGroup, group_solutions, judged, miss
from attnbench.published.survey import Survey, survey
from attnbench.published.target import Target
from attnbench.published.tried_networks import ModuleCosts, networks_of
from attnbench.tasks.tasks import task_of_network


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """A module, the sizes that it should give, and where to try it."""

    module: Variant
    """Its given options stay as they are."""
    targets: tuple[Target, ...]
    backbones: tuple[CountedBackbone, ...]
    """One backbone, for each way in which it is usually built."""
    vary: tuple[str, ...] = ()
    """Options with the values to try, such as `reduction=8,16`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchResult:
    """The networks that a search has tried and found."""

    search: Search
    space: SearchSpace
    surveys: tuple[Survey, ...]
    """The backbones that could be tried."""
    tried: int
    """How many networks were tried."""
    misfits: int
    """How many networks have maps that the module cannot take."""
    refusals: tuple[str, ...]
    """Why other backbones and sites could not be tried."""
    groups: tuple[SolutionGroup, ...]
    """Networks that give all sizes; where there are none, also those that give each alone."""
    nearest: Solution
    """The network that misses by least."""
    as_given: Solution
    """The module as given, at the usual site, in every stage."""


def solve(search: Search) -> SearchResult:
    """Try every place, stage, option and convention.

    Raises:
        WrongUse: if nothing can be tried, or what is to be varied cannot be read.
        UnknownName: if there is no such backbone or module.
    """
    module, targets = search.module, search.targets
    entry = find(module.module)
    task = task_of_network(search.backbones[0].name)
    sites = sites_to_try(task.sites if task else ())
    space = make_space(entry, module, search.vary, sites)
    surveys, refusals = _survey_all(search.backbones, list(map(str, space[SITE])))
    costs, options = ModuleCosts(entry), combinations(space)
    networks = [
        network
        for survey in surveys
        for network in networks_of(survey, costs, entry, options, module.stages)
    ]
    fitting = [network for network in networks if network is not None]
    if not fitting:
        raise WrongUse(
            f"{module} fits no place that was tried in {search.backbones[0].name}; vary its "
            "options, or name another site"
        )
    misses = {id(network): miss(network, targets) for network in fitting}
    nearest = min(fitting, key=lambda network: misses[id(network)])
    usual = min(fitting, key=lambda network: (network.changes, misses[id(network)]))
    return SearchResult(
        search=search,
        space=space,
        surveys=tuple(surveys),
        tried=len(fitting),
        misfits=len(networks) - len(fitting),
        refusals=(*refusals, *(text for survey in surveys for text in survey.refusals)),
        groups=group_solutions(fitting, targets),
        nearest=judged(nearest, targets),
        as_given=judged(usual, targets),
    )


def _survey_all(
    backbones: Iterable[CountedBackbone], sites: list[str]
) -> tuple[list[Survey], list[str]]:
    """The backbones that can be built, and why others cannot."""
    surveys, refusals = [], []
    for backbone in backbones:
        try:
            surveys.append(survey(backbone, sites))
        except WrongUse as error:
            refusals.append(error)
    if not surveys:
        raise refusals[0]
    return surveys, list(map(str, refusals))
