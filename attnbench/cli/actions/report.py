"""The tables of a folder of records: a study's, an ablation's, or both. Loads no torch."""

from collections.abc import Mapping
from pathlib import Path

from attnbench.ablation.folder import read_design, study_folders
from attnbench.cli import tables
from attnbench.cli.actions import ablate_tables as ablation_tables
from attnbench.errors import WrongUse
from attnbench.study import Study
from attnreport.ablation.design import Design
from attnreport.comparison.budget import Budget
from attnreport.record import AnyRecord, newest
from attnreport.tables.table import Table


def tables_of(folder: Path, budget: Budget, *, show_optimism: bool) -> Mapping[str, Table]:
    """By file name, the tables of a folder.

    An ablation has its own; the comparison comes too where the study has rows besides.

    Raises:
        ValueError: of the kind that names what is missing or damaged.
    """
    design = read_design(folder)
    if design is None:
        return _comparison(Study.load(folder), budget, show_optimism=show_optimism)
    studies = _studies(folder, design)
    found = {name: newest(study.records()) for name, study in studies.items()}
    shown = ablation_tables.make(studies, found, design)
    if _has_other_rows(folder, design):
        compared = _comparison(Study.load(folder), budget, show_optimism=show_optimism)
        return {**compared, **shown}
    if budget or show_optimism:
        raise WrongUse(
            f"{folder} holds an ablation alone, whose tables know no budget and no best epoch; "
            "leave --max-... and --show-optimism out, or compare the same rows there"
        )
    return shown


def write_pictures(folder: Path, output: Path) -> None:
    """Draw the effects of a folder's ablation, if it is one, into another folder.

    Raises:
        ValueError: of the kind that names what is damaged or cannot be written.
    """
    design = read_design(folder)
    if design is not None:
        studies = _studies(folder, design)
        found = {name: newest(study.records()) for name, study in studies.items()}
        ablation_tables.write_plot(found, design, [output])


def _studies(folder: Path, design: Design) -> Mapping[str, Study]:
    names = dict.fromkeys(point.study for point in design.points)
    return {name: Study.load(path) for name, path in study_folders(folder, names).items()}


def _comparison(study: Study, budget: Budget, *, show_optimism: bool) -> Mapping[str, Table]:
    records: list[AnyRecord] = newest(study.records())
    variants = [str(variant) for variant in study.plan.variants]
    return tables.make(study, records, variants, budget, show_optimism=show_optimism)


def _has_other_rows(folder: Path, design: Design) -> bool:
    """Whether a folder is a study too, of rows that its design does not have."""
    if not (folder / "plan.toml").exists():
        return False
    rows = {point.variant for point in design.points if not point.study}
    return not set(map(str, Study.load(folder).plan.modules)) <= rows


def study_of(folder: Path) -> Study:
    """The one study of a folder.

    Raises:
        WrongUse: if there is none, or an ablation has several.
    """
    design = read_design(folder)
    if design is not None and not (folder / "plan.toml").exists():
        names = dict.fromkeys(point.study for point in design.points)
        folders = ", ".join(map(str, study_folders(folder, names).values()))
        raise WrongUse(f"{folder} holds several studies; name one of: {folders}")
    return Study.load(folder)


def named_by_variant(folder: Path, cell: str) -> str:
    """A cell such as `EMA_16:top1` by its variant, where a folder's ablation has such a row."""
    design = read_design(folder)
    variants = {point.label: point.variant for point in design.points} if design else {}
    row, colon, column = cell.rpartition(":")
    return f"{variants.get(row, row)}{colon}{column}"
