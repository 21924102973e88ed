"""`attnbench.reproduce`: published tables, one field at a time."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from attnbench.api.function import function_of
from attnbench.api.result import Result, drawn, table_text
from attnbench.cli.actions.reproduce import ReproducedTable, reproduce_tables
from attnbench.cli.commands.reproduce import Reproduce
from attnbench.cli.feedback import Feedback
from attnbench.lazy import lazy
from attnbench.published.selection import select_tables
from attnreport.published.statement import statement
from attnreport.record import AnyRecord, newest
from attnreport.tables import html

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from attnreport.published import plot
else:
    pd = lazy("pandas")
    plot = lazy("attnreport.published.plot")


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class ReproduceResult(Result):
    """Published rows beside ours; in a notebook it shows them as tables."""

    tables: tuple[ReproducedTable, ...]
    """Each as it is printed, with what became of its rows here."""
    studies: tuple[Path, ...]
    """Folders of the studies that scores are from."""
    records: tuple[AnyRecord, ...]
    """The measurements of these studies."""

    @property
    def answer(self) -> str:
        """How many of the printed sizes we count too."""
        return "; ".join(statement(one.printed, one.rebuilt) for one in self.tables)

    def frame(self) -> "pd.DataFrame":
        """One line a row of a table: every printed text, every count and every score."""
        frames = {one.printed.name: one.table.frame for one in self.tables}
        return pd.concat(frames, names=["table", None]).reset_index(level="table")

    def table(self, form: str = "console") -> str:
        """The tables as text.

        Args:
            form: console, md, csv, json or tex; csv and json have the first table alone.

        Raises:
            UnknownName: if there is no such format.
        """
        return table_text([one.table for one in self.tables], form)

    def plot(self, ax: "Axes | None" = None) -> "Axes":
        """Draw how far the sizes of the first table, as we count them, are from the printed ones.

        Args:
            ax: Where to draw; None makes a new figure.

        Raises:
            NothingToDraw: if no row could be built, or no size is printed.
        """
        first = self.tables[0]
        return drawn(partial(plot.draw_sizes, first.printed, first.rebuilt), ax)

    def __str__(self) -> str:
        return self.table()

    def _repr_html_(self) -> str:
        return html.joined(html.render(one.table) for one in self.tables)


@function_of(Reproduce, "what")
def reproduce(request: Reproduce, feedback: Feedback) -> ReproduceResult:
    """Build each row of a published table and check the parameters and FLOPs that it prints.

    Papers count parameters and FLOPs by different conventions, such as with or without norms. Each
    printed size is compared with what each known convention gives, and the one that matches is
    named. With train, the accuracies are measured too.

    Returns:
        The rows beside ours. A row that cannot be built says why.

    Raises:
        ValueError: of the kind that names what cannot be read or trained.
    """
    made = reproduce_tables(select_tables(request.what), request, feedback)
    records = [record for study in made.studies for record in newest(study.records())]
    return ReproduceResult(
        tables=made.tables,
        studies=tuple(study.folder for study in made.studies),
        records=tuple(records),
    )
