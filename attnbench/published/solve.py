"""Search the networks that give printed sizes, best first."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from attnbench.cost.conventions import Quantity
from attnbench.errors import WrongUse
from attnbench.own.lookup import find
from attnbench.plan.variant import SITE, Variant
from attnbench.published.backdrop import Backdrop, Setting, look_at
from attnbench.published.choices import (
    Choices,
    combinations,
    make_choices,
    sites_to_try,
)
from attnbench.published.points import Parts, Point, points_of
from attnbench.published.sizes import RowNetwork, network_sizes
from attnbench.published.target import Target
from attnbench.tasks.tasks import task_of_network
from attnreport.published.paper import Measure
from attnreport.published.verdict import Cut, Judgement, Verdict, judge

SHOWN = 3
"""Networks that are built to prove what the sums say; the others are only told by number."""

FITTING = (Verdict.EQUAL, Verdict.ANOTHER_CONVENTION)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is looked for, and where."""

    module: Variant
    """Its given options stay as they are."""
    targets: tuple[Target, ...]
    settings: tuple[Setting, ...]
    vary: tuple[str, ...] = ()
    """Options with the values to try, such as `reduction=8,16`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Solution:
    """A network held against the targets."""

    point: Point
    judgements: Mapping[Measure, Judgement]
    """By size, whether and by which convention it gives what is printed."""

    def fits(self, quantities: Iterable[Quantity]) -> bool:
        """Whether it gives each of these sizes."""
        return all(self.judgements[each].verdict in FITTING for each in quantities)

    def departures(self, quantities: Iterable[Quantity]) -> int:
        """In how many ways the network, and the ways to count these sizes, are not the usual."""
        return self.point.changes + sum(
            map(_oddity, (self.judgements[each] for each in quantities))
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The networks that give some sizes."""

    quantities: tuple[Quantity, ...]
    best: tuple[Solution, ...]
    """The most usual ones, each built and counted."""
    found: int
    """How many there are by the sums."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a search found."""

    question: Question
    choices: Choices
    backdrops: tuple[Backdrop, ...]
    """The settings that could be tried."""
    tried: int
    misfits: int
    """Networks whose maps the module cannot take."""
    refusals: tuple[str, ...]
    """Settings and sites that could not be tried, each with the reason."""
    groups: tuple[Group, ...]
    """Networks that give all sizes; where there are none, also those that give each alone."""
    nearest: Solution
    """The network that misses by least."""
    asked: Solution
    """The module as it was asked for, at the usual site, in every stage."""


def solve(question: Question) -> Answer:
    """Try every place, stage, option and convention.

    Raises:
        WrongUse: if nothing can be tried, or what was asked cannot be read.
        UnknownName: if there is no such backbone or module.
    """
    entry = find(question.module.module)
    task = task_of_network(question.settings[0].backbone)
    sites = sites_to_try(task.sites if task else ())
    choices = make_choices(entry, question.module, question.vary, sites)
    backdrops, refusals = _look(question.settings, map(str, choices[SITE]))
    parts, options = Parts(entry), combinations(choices)
    networks = [
        point
        for backdrop in backdrops
        for point in points_of(backdrop, parts, entry, options, question.module.stages)
    ]
    points = [point for point in networks if point is not None]
    if not points:
        raise WrongUse(
            f"{question.module} fits no place that was tried in {backdrops[0].setting.backbone}; "
            "vary its options, or name another site"
        )
    misses = {id(point): _miss(point, question.targets) for point in points}
    return Answer(
        question=question,
        choices=choices,
        backdrops=tuple(backdrops),
        tried=len(points),
        misfits=len(networks) - len(points),
        refusals=(*refusals, *(text for each in backdrops for text in each.refusals)),
        groups=_groups(points, question),
        nearest=_judged(min(points, key=lambda each: misses[id(each)]), question),
        asked=_judged(min(points, key=lambda each: (each.changes, misses[id(each)])), question),
    )


def _look(
    settings: Iterable[Setting], sites: Iterable[str]
) -> tuple[list[Backdrop], tuple[str, ...]]:
    """The settings that can be built, and why others cannot."""
    names, backdrops, refusals = list(sites), [], []
    for setting in settings:
        try:
            backdrops.append(look_at(setting, names))
        except WrongUse as error:
            refusals.append(error)
    if not backdrops:
        raise refusals[0]
    return backdrops, tuple(map(str, refusals))


def _groups(points: Iterable[Point], question: Question) -> tuple[Group, ...]:
    """The solutions for all targets together, and for each alone where there are none."""
    near = [point for point in points if any(_is_near(point, each) for each in question.targets)]
    solutions = [_judged(point, question) for point in near]
    quantities = tuple(target.quantity for target in question.targets)
    together = _group(solutions, quantities)
    if together.found or len(quantities) == 1:
        return (together,)
    return (together, *(_group(solutions, (each,)) for each in quantities))


def _group(solutions: Iterable[Solution], quantities: tuple[Quantity, ...]) -> Group:
    ranked = _ranked(solutions, quantities)
    best = tuple(filter(_holds, ranked[:SHOWN]))
    return Group(quantities=quantities, best=best, found=len(ranked))


def _ranked(solutions: Iterable[Solution], quantities: Sequence[Quantity]) -> list[Solution]:
    """Those that give the sizes, the most usual first."""
    fitting = [each for each in solutions if each.fits(quantities)]

    def rank(solution: Solution) -> tuple[int, int, int]:
        conventions = sum(_order(solution, each) for each in quantities)
        return solution.departures(quantities), solution.point.changes, conventions

    return sorted(fitting, key=rank)


def _order(solution: Solution, quantity: Quantity) -> int:
    """The place of the convention that a size needs, the usual one first."""
    chosen = solution.judgements[quantity].chosen
    names = list(solution.point.backdrop.setting.meanings[quantity])
    return 0 if chosen is None else names.index(chosen.convention)


def _judged(point: Point, question: Question) -> Solution:
    counts = point.sizes
    return Solution(
        point=point,
        judgements={
            target.quantity: judge(target.printed, counts[target.quantity])
            for target in question.targets
        },
    )


def _is_near(point: Point, target: Target) -> bool:
    """Whether some convention might give what is printed."""
    return _distance(point, target) <= target.step


def _miss(point: Point, targets: Sequence[Target]) -> float:
    """How far the nearest conventions are from the targets, in shares of them, summed."""
    beyond = (max(0.0, _distance(point, each) - each.step / 2) / each.value for each in targets)
    return sum(beyond)


def _distance(point: Point, target: Target) -> float:
    return min(abs(count - target.value) for count in point.sizes[target.quantity].values())


def _holds(solution: Solution) -> bool:
    """Whether the network has those sizes when its module is really put in."""
    return network_sizes(network_of(solution.point)) == solution.point.sizes


def network_of(point: Point) -> RowNetwork:
    """The network as it is built."""
    setting = point.backdrop.setting
    return RowNetwork(
        backbone=setting.backbone,
        stem=setting.stem,
        site=point.site,
        num_classes=setting.num_classes,
        input_size=point.backdrop.size,
        variant=point.variant,
        counted_at=setting.counted_at,
    )


def _oddity(judgement: Judgement) -> int:
    """One for a convention that is not ours, and one for digits that are cut and not rounded."""
    chosen = judgement.chosen
    if chosen is None:
        return 0
    ours = judgement.candidates[0].convention
    return (chosen.convention != ours) + (chosen.fits is Cut.TRUNCATED)
