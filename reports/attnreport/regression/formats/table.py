"""What a regression report can be given as, by name. A new format is one entry here.

Each is imported when it is first written, as most of them load pandas.
"""

from dataclasses import dataclass

from attnreport.formats import CONSOLE, Format
from attnreport.regression.report import RegressionReport

WIDTH = 120
"""Characters in a line of text for a console."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportFormat(Format[RegressionReport]):
    """One way to write a report."""

    stem: str = "regress"
    """Name of its file without the suffix."""

    @property
    def file(self) -> str:
        """Its name."""
        return f"{self.stem}.{self.suffix}"


def _console(report: RegressionReport) -> str:
    from attnreport.regression.formats.findings_table import brief_table  # noqa: PLC0415
    from attnreport.tables import console  # noqa: PLC0415

    return console.text(brief_table(report), WIDTH)


def _comment(report: RegressionReport) -> str:
    from attnreport.regression.formats import comment  # noqa: PLC0415

    return comment.render(report)


def _csv(report: RegressionReport) -> str:
    from attnreport.regression.formats.findings_table import findings_table  # noqa: PLC0415
    from attnreport.tables import plain  # noqa: PLC0415

    return plain.render_csv(findings_table(report))


def _json(report: RegressionReport) -> str:
    from attnreport.regression.formats import json_report  # noqa: PLC0415

    return json_report.render(report)


def _junit(report: RegressionReport) -> str:
    from attnreport.regression.formats import junit  # noqa: PLC0415

    return junit.render(report)


def _benchmark(report: RegressionReport) -> str:
    from attnreport.regression.formats import benchmark_json  # noqa: PLC0415

    return benchmark_json.render(report)


FORMATS: dict[str, ReportFormat] = {
    CONSOLE: ReportFormat(
        suffix="txt",
        meaning="the verdict, the table, worst first, and the reasons",
        render=_console,
    ),
    "md": ReportFormat(
        suffix="md",
        meaning="a pull-request comment: a summary, what changed, the rest folded",
        render=_comment,
    ),
    "csv": ReportFormat(suffix="csv", meaning="every finding with exact numbers", render=_csv),
    "json": ReportFormat(
        suffix="json",
        meaning="the verdict, the counts and every finding, for programs",
        render=_json,
    ),
    "junit": ReportFormat(
        suffix="xml",
        meaning="a test case for each finding: regressed and missing fail, broken is an error, "
        "too noisy and new are skipped",
        render=_junit,
    ),
    "bench": ReportFormat(
        stem="regress-benchmark",
        suffix="json",
        meaning="the current values for github-action-benchmark (customSmallerIsBetter): "
        "what should rise is inverted, and a percentage becomes its error",
        render=_benchmark,
    ),
}
"""By the name that users give."""
