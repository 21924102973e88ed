"""The table of `attnbench solve`, and what it says below."""

from collections.abc import Iterator

from attnbench.published.network import CountedBackbone
from attnbench.published.solutions import Solution, SolutionGroup
from attnbench.published.solve import SearchResult
from attnbench.published.tried_networks import MOST_STAGES
from attnreport.published.reproduction import HEADS
from attnreport.published.solutions import Solved, solutions_table
from attnreport.tables.table import Table
from attnzoo.option import value_text


def result_table(result: SearchResult) -> Table:
    """The solutions, the most usual first; the nearest miss where none gives every size."""
    rows = [
        _row(solution, _role(group, result)) for group in result.groups for solution in group.best
    ]
    if not result.groups[0].count:
        rows.append(_row(result.nearest, "nearest miss"))
    return solutions_table(
        _title(result),
        rows,
        {target.quantity: target.printed for target in result.search.targets},
        result.search.backbones[0].meanings,
        _notes(result),
    )


def _title(result: SearchResult) -> str:
    search = result.search
    wanted = " and ".join(f"{HEADS[target.quantity]} {target}" for target in search.targets)
    what = "what gives" if result.groups[0].count else "nothing gives"
    both = "both " if len(search.targets) > 1 else ""
    return f"{search.module} in {search.backbones[0].name}: {what} {both}{wanted}"


def _role(group: SolutionGroup, result: SearchResult) -> str:
    """What a row gives: both sizes, one of two, or the only one that is looked for."""
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
        what = " and ".join(HEADS[quantity] for quantity in group.quantities)
        if group.count:
            yield (
                f"{what}: given by {group.count:,} of the networks; the table shows the "
                f"{len(group.best)} nearest to the question, each built and counted."
            )
        else:
            yield f"{what}: given by none of the networks under any convention."
    yield _tried(result)
    for refusal in result.refusals:
        yield f"Not tried: {refusal}"


def _as_given(result: SearchResult) -> str:
    """What the module gives when nothing is changed, size by size."""
    row = _row(result.as_given, "")
    parts = []
    for target in result.search.targets:
        match = result.as_given.matches[target.quantity]
        ways = [f"'{count.convention}'" for count in match.candidates if count.fits]
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
    is_wide = any(
        len(site.stages) > MOST_STAGES for survey in result.surveys for site in survey.sites
    )
    some = "every run of neighbouring stages" if is_wide else "every set of stages"
    stages = "stages as given" if result.search.module.stages else some
    settings = " and ".join(
        f"{survey.backbone.stem} stem with {'x'.join(map(str, survey.size))} and "
        f"{survey.backbone.num_classes} classes{_counted_at(survey.backbone)}"
        for survey in result.surveys
    )
    left_out = f", without {result.misfits:,} that the module does not fit" * bool(result.misfits)
    return f"Tried: {result.tried:,} networks{left_out}: {settings}; {stages}; {choices}."


def _counted_at(backbone: CountedBackbone) -> str:
    """Which small image a size report counts, if any."""
    if backbone.counted_at is None:
        return ""
    return f", sizes as reported from {'x'.join(map(str, backbone.counted_at))}"
