"""What `attnbench solve` looks for, and how it shows what was found."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.console import Console

from attnbench.cli import tables
from attnbench.cost.conventions import Quantity
from attnbench.errors import UnknownName, WrongUse
from attnbench.meta import ImageSize
from attnbench.network.backbone import STEMS
from attnbench.plan.variant import parse_variant
from attnbench.published.backdrop import Setting
from attnbench.published.points import MOST_STAGES
from attnbench.published.solve import Answer, Group, Question, Solution, solve
from attnbench.published.target import read_target
from attnbench.tasks.tasks import default_task, task_of_network
from attnreport.published.reproduction import HEADS
from attnreport.published.solutions import Solved, solutions_table
from attnreport.tables.table import Table
from attnzoo.option import value_text


def read_question(
    module: str,
    *,
    backbone: str,
    params: str | None,
    flops: str | None,
    vary: Sequence[str],
    stem: str | None,
    size: ImageSize | None,
    classes: int | None,
    counted_at: ImageSize | None,
) -> Question:
    """What is looked for, from what was typed.

    Raises:
        WrongUse: if something cannot be read.
    """
    if stem is not None and stem not in STEMS:
        raise UnknownName("stem", stem, STEMS, "attnbench solve --help")
    typed: tuple[tuple[Quantity, str, str | None], ...] = (
        ("params", "--params", params),
        ("macs", "--flops", flops),
    )
    return Question(
        module=parse_variant(module),
        targets=tuple(
            read_target(quantity, option, text)
            for quantity, option, text in typed
            if text is not None
        ),
        settings=_settings(backbone, stem=stem, size=size, classes=classes, counted_at=counted_at),
        vary=tuple(vary),
    )


def _settings(
    backbone: str,
    *,
    stem: str | None,
    size: ImageSize | None,
    classes: int | None,
    counted_at: ImageSize | None,
) -> tuple[Setting, ...]:
    """The usual settings of a backbone, with what was typed in place of what is usual."""
    task = task_of_network(backbone) or default_task()
    settings = tuple(
        Setting(
            backbone=backbone,
            stem=usual.stem,
            size=size or usual.size,
            num_classes=classes or usual.num_classes,
            counted_at=counted_at or usual.counted_at,
        )
        for usual in task.usual
        if stem in (None, usual.stem)
    )
    if not settings:
        raise WrongUse(f"{backbone} has no stem {stem}; leave --stem {stem} out")
    return settings


def print_answer(question: Question, formats: Sequence[str], output: Path | None) -> None:
    """Search, and print or write what was found.

    Raises:
        ValueError: of the kind that names what cannot be tried or written.
    """
    with Console(stderr=True).status("searching"):
        made = {"solve": answer_table(solve(question))}
    tables.give(made, formats, output)


def answer_table(answer: Answer) -> Table:
    """What was found, the most usual first; the nearest miss where nothing gives every size."""
    rows = [_row(each, _role(group, answer)) for group in answer.groups for each in group.best]
    if not answer.groups[0].found:
        rows.append(_row(answer.nearest, "nearest miss"))
    return solutions_table(
        _title(answer),
        rows,
        {each.quantity: each.printed for each in answer.question.targets},
        answer.question.settings[0].meanings,
        _notes(answer),
    )


def _title(answer: Answer) -> str:
    question = answer.question
    wanted = " and ".join(f"{HEADS[each.quantity]} {each}" for each in question.targets)
    what = "what gives" if answer.groups[0].found else "nothing gives"
    both = "both " if len(question.targets) > 1 else ""
    return f"{question.module} in {question.settings[0].backbone}: {what} {both}{wanted}"


def _role(group: Group, answer: Answer) -> str:
    """What a row gives: both sizes, one alone, or the only one that was asked for."""
    if len(group.quantities) > 1:
        return "both"
    head = HEADS[group.quantities[0]]
    return head if group is answer.groups[0] else f"{head} alone"


def _row(solution: Solution, role: str) -> Solved:
    backdrop = solution.point.backdrop
    return Solved(
        role=role,
        variant=str(solution.point.variant),
        backbone=backdrop.setting.backbone,
        stem=backdrop.setting.stem,
        input_size=backdrop.size,
        num_classes=backdrop.setting.num_classes,
        judgements=solution.judgements,
    )


def _notes(answer: Answer) -> Iterator[str]:
    yield _as_asked(answer)
    for group in answer.groups:
        what = " and ".join(HEADS[each] for each in group.quantities)
        if group.found:
            yield (
                f"{what}: given by {group.found:,} of the networks; shown are the "
                f"{len(group.best)} that depart least from what was asked, each built and counted."
            )
        else:
            yield f"{what}: given by none of the networks, whichever convention counts them."
    yield _tried(answer)
    for refusal in answer.refusals:
        yield f"Not tried: {refusal}"


def _as_asked(answer: Answer) -> str:
    """What the module gives where nothing is changed, size by size."""
    row = _row(answer.asked, "")
    parts = []
    for target in answer.question.targets:
        judgement = answer.asked.judgements[target.quantity]
        ways = [f"'{each.convention}'" for each in judgement.candidates if each.fits]
        chosen = judgement.chosen
        assert chosen is not None
        nearest = f"{target.printed.show(chosen.count)}{target.printed.unit}"
        parts.append(
            f"{HEADS[target.quantity]} is {target} by {' or '.join(ways)}"
            if ways
            else f"{HEADS[target.quantity]} is {target} by no convention; the nearest is "
            f"'{chosen.convention}' with {nearest}"
        )
    return f"{row.variant} as it is, {row.setting}: {'; '.join(parts)}."


def _tried(answer: Answer) -> str:
    choices = "; ".join(
        f"{name} {', '.join(map(value_text, values))}" for name, values in answer.choices.items()
    )
    is_wide = any(len(s.stages) > MOST_STAGES for each in answer.backdrops for s in each.sites)
    some = "every run of neighbouring stages" if is_wide else "every set of stages"
    stages = "stages as given" if answer.question.module.stages else some
    settings = " and ".join(
        f"{each.setting.stem} stem with {'x'.join(map(str, each.size))} and "
        f"{each.setting.num_classes} classes{_counted_at(each.setting)}"
        for each in answer.backdrops
    )
    left_out = f", {answer.misfits:,} left out that the module does not fit" * bool(answer.misfits)
    return f"Tried: {answer.tried:,} networks{left_out}: {settings}; {stages}; {choices}."


def _counted_at(setting: Setting) -> str:
    """Which small image a size report counts, if any."""
    if setting.counted_at is None:
        return ""
    return f", sizes as reported from {'x'.join(map(str, setting.counted_at))}"
