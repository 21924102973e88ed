"""The tables of an ablation."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Literal

from attnbench.cli.tables import correct_outcomes, write_bytes
from attnbench.study import Study
from attnreport.ablation.ablation import ablation_tables
from attnreport.ablation.design import Design
from attnreport.ablation.effect_plot import effect_plot
from attnreport.ablation.factor_effects import factor_effects
from attnreport.record import AnyRecord
from attnreport.tables.table import Table

PICTURES: tuple[Literal["png", "svg"], ...] = ("png", "svg")


def make(
    studies: Mapping[str, Study], records: Mapping[str, Sequence[AnyRecord]], design: Design
) -> Mapping[str, Table]:
    """By file name: the rows, what each factor did, and the speed of each study in full.

    Args:
        studies: By the name that the design has for it; their outcomes go with the records.
        records: Of those studies.
        design: What was varied.
    """
    correct = [correct_outcomes(studies[name], found) for name, found in records.items()]
    merged = dict(chain.from_iterable(each.items() for each in correct))
    return ablation_tables(records, design, correct=merged)


def write_plot(
    records: Mapping[str, Sequence[AnyRecord]], design: Design, folders: Iterable[Path]
) -> None:
    """Draw what each factor did into folders as PNG and SVG; nothing where nothing was trained.

    Raises:
        WrongUse: if a folder cannot be written.
    """
    found = factor_effects(records, design)
    for form in PICTURES:
        drawn = effect_plot(found, form=form)
        if drawn is None:
            return
        for folder in folders:
            write_bytes(folder / f"effects.{form}", drawn)
