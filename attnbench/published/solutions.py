"""Networks of a search held against the printed sizes that are looked for."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from attnbench.cost.conventions import Quantity
from attnbench.published.network import network_sizes
from attnbench.published.target import Target
from attnbench.published.tried_networks import TriedNetwork
from attnreport.published.match import Cut, Match, SizeMatch, match_size
from attnreport.published.paper import Size

SHOWN = 3
"""Solutions that are built to prove what the sums say; the others are only counted."""

FITTING = (Match.EQUAL, Match.ANOTHER_CONVENTION)


@dataclass(frozen=True, slots=True, kw_only=True)
class Solution:
    """A network held against the targets."""

    tried: TriedNetwork
    matches: Mapping[Size, SizeMatch]
    """The comparisons by quantity: whether and by which convention the printed size is met."""

    def fits(self, quantities: Iterable[Quantity]) -> bool:
        """Whether it gives all of these sizes."""
        return all(self.matches[quantity].match in FITTING for quantity in quantities)

    def departures(self, quantities: Iterable[Quantity]) -> int:
        """In how many ways the network, and the ways to count it, are not the usual ones."""
        return self.tried.changes + sum(_oddity(self.matches[quantity]) for quantity in quantities)

    def rank_of_convention(self, quantity: Quantity) -> int:
        """The rank of the convention that a size needs, 0 for ours."""
        chosen = self.matches[quantity].chosen
        names = list(self.tried.survey.backbone.meanings[quantity])
        return 0 if chosen is None else names.index(chosen.convention)


@dataclass(frozen=True, slots=True, kw_only=True)
class SolutionGroup:
    """The networks that give some sizes together."""

    quantities: tuple[Quantity, ...]
    best: tuple[Solution, ...]
    """The most usual ones, each built and counted."""
    count: int
    """How many there are by the sums."""


def judged(tried: TriedNetwork, targets: Iterable[Target]) -> Solution:
    """A network held against the targets."""
    sizes = tried.sizes
    matches: dict[Size, SizeMatch] = {
        target.quantity: match_size(target.printed, sizes[target.quantity]) for target in targets
    }
    return Solution(tried=tried, matches=matches)


def group_solutions(
    networks: Iterable[TriedNetwork], targets: Sequence[Target]
) -> tuple[SolutionGroup, ...]:
    """The solutions for all targets together, and for each alone where there are none."""
    near = [network for network in networks if any(_is_near(network, target) for target in targets)]
    solutions = [judged(network, targets) for network in near]
    quantities = tuple(target.quantity for target in targets)
    together = _group(solutions, quantities)
    if together.count or len(quantities) == 1:
        return (together,)
    return (together, *(_group(solutions, (quantity,)) for quantity in quantities))


def miss(network: TriedNetwork, targets: Iterable[Target]) -> float:
    """How far the nearest conventions are from the targets, in shares of them, summed."""
    return sum(
        max(0.0, _distance(network, target) - target.step / 2) / target.value for target in targets
    )


def _group(solutions: Iterable[Solution], quantities: tuple[Quantity, ...]) -> SolutionGroup:
    """The solutions that give the sizes, the most usual first."""

    def rank(solution: Solution) -> tuple[int, int, int]:
        conventions = sum(map(solution.rank_of_convention, quantities))
        return solution.departures(quantities), solution.tried.changes, conventions

    ranked = sorted((solution for solution in solutions if solution.fits(quantities)), key=rank)
    best = tuple(solution for solution in ranked[:SHOWN] if _holds(solution))
    return SolutionGroup(quantities=quantities, best=best, count=len(ranked))


def _holds(solution: Solution) -> bool:
    """Whether the network has those sizes when its module is really put in."""
    return network_sizes(solution.tried.network) == solution.tried.sizes


def _is_near(network: TriedNetwork, target: Target) -> bool:
    """Whether some convention might give what is printed."""
    return _distance(network, target) <= target.step


def _distance(network: TriedNetwork, target: Target) -> float:
    return min(abs(count - target.value) for count in network.sizes[target.quantity].values())


def _oddity(match: SizeMatch) -> int:
    """1 for a convention that is not ours, and 1 for digits that are cut instead of rounded."""
    chosen = match.chosen
    if chosen is None:
        return 0
    ours = match.candidates[0].convention
    return (chosen.convention != ours) + (chosen.fits is Cut.TRUNCATED)
