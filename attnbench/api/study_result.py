"""The result of a study: of a comparison, or of an ablation."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from attnbench.api.result import Result, drawn, table_text
from attnbench.cli.actions.report_classes import class_tables
from attnbench.cli.actions.report_tables import answers_and_tables
from attnbench.cli.study_folder import StudyFolder
from attnbench.lazy import lazy
from attnbench.plan.plan import Plan
from attnreport.ablation.factor_effects import FactorEffects, factor_effects
from attnreport.answer import html, screen
from attnreport.answer.answer import Answer
from attnreport.comparison.budget import Budget
from attnreport.record import NULL_ROW, AnyRecord
from attnreport.tables.html import joined
from attnreport.tables.table import Table

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from attnreport.ablation import effect_plot
    from attnreport.answer import plot
else:
    effect_plot = lazy("attnreport.ablation.effect_plot")
    plot = lazy("attnreport.answer.plot")


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class StudyResult(Result):
    """What a study says. In a notebook it shows its answer as a table; `print` shows it as text."""

    study: Path
    """Folder of the study, which `open_study`, `load` and every `study=` take."""
    plans: tuple[Plan, ...]
    """One; of an ablation over several backbones, data sets or recipes, one for each."""
    records: tuple[AnyRecord, ...]
    """Every measurement, those that failed included: see their `errors`."""
    answers: tuple[Answer, ...]
    """One for each plan."""
    tables: Mapping[str, Table]
    """The full tables by name, the rows first."""
    effects: FactorEffects | None = None
    """What each factor of an ablation did; None of a comparison."""

    @property
    def answer(self) -> Answer:
        """Which rows earn their cost, and why; of several plans that of the first."""
        return self.answers[0]

    @property
    def plan(self) -> Plan:
        """What was measured; of several plans the first."""
        return self.plans[0]

    def frame(self) -> "pd.DataFrame":
        """The exact numbers, one line a variant, the baseline first, units in the columns' names.

        The baseline that was timed against itself is none: `table("csv")` has its line, too.
        """
        frame = next(iter(self.tables.values())).frame
        return frame[frame["variant"] != NULL_ROW].reset_index(drop=True)

    def table(self, form: str = "console") -> str:
        """The full tables with all notes as text.

        Args:
            form: console, md, csv, json or tex; csv and json have the rows alone.

        Raises:
            UnknownName: if there is no such format.
        """
        return table_text(list(self.tables.values()), form)

    def plot(self, ax: "Axes | None" = None) -> "Axes":
        """Draw the gain of each module against its latency; of an ablation the effect of factors.

        Args:
            ax: Where to draw; None makes a new figure.

        Raises:
            NothingToDraw: if nothing of it was measured.
        """
        if self.effects is None:
            return drawn(partial(plot.draw_answer, self.answer), ax)
        return drawn(partial(effect_plot.draw_effects, self.effects), ax)

    def __str__(self) -> str:
        return "\n".join(map(screen.text, self.answers)).rstrip("\n")

    def _repr_html_(self) -> str:
        return joined(map(html.render, self.answers))


def result_of(
    folder: StudyFolder,
    budget: Budget,
    worth: float,
    *,
    show_optimism: bool = False,
    per_class: bool = False,
) -> StudyResult:
    """What a folder says.

    Args:
        folder: Of a study, of an ablation, or both.
        budget: Limits on what a row may cost.
        worth: The least gain worth having.
        show_optimism: Whether to show the headline at its best epoch on test too.
        per_class: Whether to add the table `classes`, the score of each class.

    Raises:
        ValueError: of the kind that names what is missing or damaged.
    """
    answers, tables = answers_and_tables(folder, budget, worth, show_optimism=show_optimism)
    records, design = folder.records(), folder.design
    rows = "compare" if design is None else "ablation"
    return StudyResult(
        study=folder.path,
        plans=tuple(study.plan for study in folder.studies.values()),
        records=tuple(chain.from_iterable(records.values())),
        answers=tuple(answers),
        tables={rows: tables[rows], **tables, **(class_tables(folder) if per_class else {})},
        effects=None if design is None else factor_effects(records, design),
    )
