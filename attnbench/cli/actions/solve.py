"""Search for the network that a published size belongs to."""

from collections.abc import Iterator

from rich.console import Console

from attnbench.cli import tables
from attnbench.cli.commands.solve import Solve
from attnbench.cost.conventions import Quantity
from attnbench.errors import UnknownName, WrongUse
from attnbench.network.backbone import STEMS
from attnbench.plan.variant import parse_variant
from attnbench.published.network import CountedBackbone
from attnbench.published.solutions import Solution, SolutionGroup
from attnbench.published.solve import Search, SearchResult, solve
from attnbench.published.target import read_target
from attnbench.published.tried_networks import MOST_STAGES
from attnbench.tasks.tasks import default_task, task_of_network
from attnreport.published.reproduction import HEADS
from attnreport.published.solutions import Solved, solutions_table
from attnreport.tables.table import Table
from attnzoo.option import value_text


def run(request: Solve) -> None:
    """Search, and print or write what was found.

    Raises:
        ValueError: of the kind that names what cannot be read, tried or written.
    """
    search = search_of(request)
    with Console(stderr=True).status("searching"):
        made = {"solve": result_table(solve(search))}
    tables.give(made, request.format, request.output)


def search_of(request: Solve) -> Search:
    """What is looked for.

    Raises:
        WrongUse: if something cannot be read.
    """
    if request.params is None and request.flops is None:
        raise WrongUse("nothing to look for; pass --params 23.85M, --flops 1.32G, or both")
    if request.stem is not None and request.stem not in STEMS:
        raise UnknownName("stem", request.stem, STEMS, "attnbench solve --help")
    texts: tuple[tuple[Quantity, str, str | None], ...] = (
        ("params", "params", request.params),
        ("macs", "flops", request.flops),
    )
    return Search(
        module=parse_variant(request.module),
        targets=tuple(
            read_target(quantity, parameter, text)
            for quantity, parameter, text in texts
            if text is not None
        ),
        backbones=_backbones(request),
        vary=tuple(request.vary),
    )


def _backbones(request: Solve) -> tuple[CountedBackbone, ...]:
    """A backbone as it is usually built, with what was typed in place of what is usual."""
    task = task_of_network(request.backbone) or default_task()
    backbones = tuple(
        CountedBackbone(
            name=request.backbone,
            stem=usual.stem,
            input_size=request.input_size or usual.size,
            num_classes=request.classes or usual.num_classes,
            counted_at=request.counted_at or usual.counted_at,
        )
        for usual in task.usual
        if request.stem in (None, usual.stem)
    )
    if not backbones:
        raise WrongUse(f"{request.backbone} has no stem {request.stem}; leave out --stem")
    return backbones


def result_table(result: SearchResult) -> Table:
    """What was found, the most usual first; the nearest miss where nothing gives every size."""
    rows = [_row(each, _role(group, result)) for group in result.groups for each in group.best]
    if not result.groups[0].count:
        rows.append(_row(result.nearest, "nearest miss"))
    return solutions_table(
        _title(result),
        rows,
        {each.quantity: each.printed for each in result.search.targets},
        result.search.backbones[0].meanings,
        _notes(result),
    )


def _title(result: SearchResult) -> str:
    search = result.search
    wanted = " and ".join(f"{HEADS[each.quantity]} {each}" for each in search.targets)
    what = "what gives" if result.groups[0].count else "nothing gives"
    both = "both " if len(search.targets) > 1 else ""
    return f"{search.module} in {search.backbones[0].name}: {what} {both}{wanted}"


def _role(group: SolutionGroup, result: SearchResult) -> str:
    """What a row gives: both sizes, one alone, or the only one that was asked for."""
    if len(group.quantities) > 1:
        return "both"
    head = HEADS[group.quantities[0]]
    return head if group is result.groups[0] else f"{head} alone"


def _row(solution: Solution, role: str) -> Solved:
    survey = solution.tried.survey
    return Solved(
        role=role,
        variant=str(solution.tried.variant),
        backbone=survey.backbone.name,
        stem=survey.backbone.stem,
        input_size=survey.size,
        num_classes=survey.backbone.num_classes,
        matches=solution.matches,
    )


def _notes(result: SearchResult) -> Iterator[str]:
    yield _as_given(result)
    for group in result.groups:
        what = " and ".join(HEADS[each] for each in group.quantities)
        if group.count:
            yield (
                f"{what}: given by {group.count:,} of the networks; shown are the "
                f"{len(group.best)} that depart least from what was asked, each built and counted."
            )
        else:
            yield f"{what}: given by none of the networks, whichever convention counts them."
    yield _tried(result)
    for refusal in result.refusals:
        yield f"Not tried: {refusal}"


def _as_given(result: SearchResult) -> str:
    """What the module gives where nothing is changed, size by size."""
    row = _row(result.as_given, "")
    parts = []
    for target in result.search.targets:
        match = result.as_given.matches[target.quantity]
        ways = [f"'{each.convention}'" for each in match.candidates if each.fits]
        chosen = match.chosen
        assert chosen is not None
        nearest = f"{target.printed.show(chosen.count)}{target.printed.unit}"
        parts.append(
            f"{HEADS[target.quantity]} is {target} by {' or '.join(ways)}"
            if ways
            else f"{HEADS[target.quantity]} is {target} by no convention; the nearest is "
            f"'{chosen.convention}' with {nearest}"
        )
    return f"{row.variant} as it is, {row.setting}: {'; '.join(parts)}."


def _tried(result: SearchResult) -> str:
    choices = "; ".join(
        f"{name} {', '.join(map(value_text, values))}" for name, values in result.space.items()
    )
    is_wide = any(len(s.stages) > MOST_STAGES for each in result.surveys for s in each.sites)
    some = "every run of neighbouring stages" if is_wide else "every set of stages"
    stages = "stages as given" if result.search.module.stages else some
    settings = " and ".join(
        f"{each.backbone.stem} stem with {'x'.join(map(str, each.size))} and "
        f"{each.backbone.num_classes} classes{_counted_at(each.backbone)}"
        for each in result.surveys
    )
    left_out = f", {result.misfits:,} left out that the module does not fit" * bool(result.misfits)
    return f"Tried: {result.tried:,} networks{left_out}: {settings}; {stages}; {choices}."


def _counted_at(backbone: CountedBackbone) -> str:
    """Which small image a size report counts, if any."""
    if backbone.counted_at is None:
        return ""
    return f", sizes as reported from {'x'.join(map(str, backbone.counted_at))}"
