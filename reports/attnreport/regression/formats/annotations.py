"""A comparison as GitHub's workflow commands, which become the annotations of a run."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from attnreport.regression.finding import Verdict
from attnreport.regression.formats.finding_text import line_text, name_text
from attnreport.regression.formats.order import worst_first
from attnreport.regression.report import RegressionReport
from attnreport.text import printable

COMMANDS: Mapping[Verdict, str] = {
    Verdict.REGRESSED: "error",
    Verdict.BROKEN: "error",
    Verdict.MISSING: "error",
    Verdict.TOO_NOISY: "warning",
    Verdict.IMPROVED: "notice",
}
"""What a verdict is said as; of the others a run says nothing."""

MOST_OF_A_KIND = 10
"""GitHub shows no more errors, warnings and notices of one step, and drops the others unsaid."""


@dataclass(frozen=True, slots=True)
class _Annotation:
    command: str
    title: str
    text: str


def render(report: RegressionReport) -> str:
    """A line an annotation, at most ten of a kind, the last of which counts the others."""
    annotations = list(_annotations(report))
    lines = (
        _line(annotation)
        for kind in dict.fromkeys(COMMANDS.values())
        for annotation in _most(annotations, kind)
    )
    return "".join(f"{line}\n" for line in lines)


def _annotations(report: RegressionReport) -> Iterator[_Annotation]:
    for finding in worst_first(report.findings):
        if finding.verdict in COMMANDS:
            title = f"{finding.verdict}: {name_text(finding)}"
            yield _Annotation(COMMANDS[finding.verdict], title, line_text(finding))
    yield from (_Annotation("warning", "refused", sentence) for sentence in report.refused)


def _most(annotations: Sequence[_Annotation], command: str) -> list[_Annotation]:
    """Those of a kind, or as many as are shown with one that counts what is left out."""
    of_kind = [annotation for annotation in annotations if annotation.command == command]
    if len(of_kind) <= MOST_OF_A_KIND:
        return of_kind
    shown, rest = of_kind[: MOST_OF_A_KIND - 1], of_kind[MOST_OF_A_KIND - 1 :]
    titles = "; ".join(annotation.title for annotation in rest)
    return [*shown, _Annotation(command, f"{len(rest)} more", titles)]


def _line(annotation: _Annotation) -> str:
    title = _escape(annotation.title).replace(":", "%3A").replace(",", "%2C")
    return f"::{annotation.command} title={title}::{_escape(annotation.text)}"


def _escape(text: str) -> str:
    """On one line; a percent sign is what GitHub's own escapes begin with."""
    return printable(text).replace("%", "%25")
