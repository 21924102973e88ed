"""A checkup for a terminal."""

from collections.abc import Iterator

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from attnreport.checkup.checkup import Checkup, Finding, Result, closing, heading, summary, themes
from attnreport.text import printable

STYLES = {
    Result.PASSED: "green",
    Result.WARNED: "yellow",
    Result.FAILED: "bold red",
    Result.SKIPPED: "dim",
}


def render(checkup: Checkup) -> RenderableType:
    """Every check on a line, then what failed and what to do, to be printed by a rich console."""
    return Group(*_parts(checkup))


def _parts(checkup: Checkup) -> Iterator[RenderableType]:
    yield Text(printable(heading(checkup)), style="bold")
    for theme, findings in themes(checkup.findings).items():
        yield Text(f"\n{theme}", style="bold")
        yield Padding(_lines(findings), (0, 0, 0, 2))
    for finding in checkup.with_result(Result.FAILED, Result.WARNED):
        yield Text(f"\n{finding.check} {finding.result}", style=STYLES[finding.result])
        yield Padding(_explanation(finding), (0, 0, 0, 2))
    yield Text(f"\n{summary(checkup.findings)}.", style="bold")
    yield Text(printable(closing(checkup)))


def _lines(findings: list[Finding]) -> Table:
    grid = _grid(9, 15)
    for finding in findings:
        text = Text(finding.title)
        if finding.result in (Result.PASSED, Result.SKIPPED):
            more = ". ".join(filter(None, (finding.seen, finding.remedy)))
            text.append(f": {printable(more)}" if more else "", style="dim")
        grid.add_row(Text(finding.result, style=STYLES[finding.result]), finding.check, text)
    return grid


def _explanation(finding: Finding) -> Table:
    grid = _grid(9)
    for head, text in (
        ("Seen", finding.seen),
        ("Means", finding.meaning),
        ("Fix", finding.remedy),
    ):
        if text:
            grid.add_row(Text(head, style="dim"), Text(printable(text)))
    return grid


def _grid(*widths: int) -> Table:
    grid = Table.grid(padding=(0, 1))
    for width in widths:
        grid.add_column(width=width, no_wrap=True)
    grid.add_column(overflow="fold")
    return grid


def text(checkup: Checkup, width: int) -> str:
    """The checkup as plain text of that width, without colour."""
    console = Console(
        width=width, no_color=True, force_terminal=False, force_jupyter=False, highlight=False
    )
    with console.capture() as capture:
        console.print(render(checkup))
    return "\n".join(line.rstrip() for line in capture.get().splitlines()) + "\n"
