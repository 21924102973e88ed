"""`attnbench.regress`: did anything get worse?"""

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from attnbench.api.function import function_of
from attnbench.api.result import Result, drawn, rendered
from attnbench.cli.actions.regress import compare_sets
from attnbench.cli.commands.regress import Regress
from attnbench.cli.feedback import Feedback
from attnbench.lazy import lazy
from attnreport.record import AnyRecord
from attnreport.regression.formats.findings_table import brief_table, findings_table
from attnreport.regression.formats.summary import headline, summary
from attnreport.regression.formats.table import FORMATS
from attnreport.regression.report import RegressionReport
from attnreport.tables import html

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from attnreport.regression import plot
else:
    plot = lazy("attnreport.regression.plot")


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class RegressResult(Result):
    """What became of each measurement; in a notebook it shows them as a table, the worst first."""

    report: RegressionReport
    """Every finding; its `verdict` stands for all, its `exit_code` is that of the command."""
    records: tuple[AnyRecord, ...]
    """The new measurements."""

    @property
    def answer(self) -> str:
        """The verdict that stands for all, and how many measurements got worse."""
        return f"{headline(self.report)}: {summary(self.report)}"

    def frame(self) -> "pd.DataFrame":
        """One line a measurement, the worst first."""
        return findings_table(self.report).frame

    def table(self, form: str = "console") -> str:
        """The report as text.

        Args:
            form: console, md, csv, json, junit or bench.

        Raises:
            UnknownName: if there is no such format.
        """
        return rendered(self.report, form, FORMATS)

    def plot(self, ax: "Axes | None" = None) -> "Axes":
        """Draw the changes of sizes, times and memory, the worst first.

        Args:
            ax: Where to draw; None makes a new figure.

        Raises:
            NothingToDraw: if no such change is known.
        """
        return drawn(partial(plot.draw_report, self.report), ax)

    def __str__(self) -> str:
        return self.table()

    def _repr_html_(self) -> str:
        return html.render(brief_table(self.report))


@function_of(Regress, "baseline", "current")
def regress(request: Regress, feedback: Feedback) -> RegressResult:
    """Find what got worse since earlier results: sizes, modules' outputs, scores, times, memory.

    There are two ways. With baseline, the earlier results are stored; the new results are those of
    current, or are measured now. With baseline_ref and modules, the code of a git branch, tag or
    commit and the code of your working tree are measured now, in turns.

    Returns:
        The verdicts with their numbers.

    Raises:
        ValueError: of the kind that names what cannot be read, measured or compared.
    """
    compared = compare_sets(request, feedback)
    return RegressResult(report=compared.report, records=compared.after.records)
