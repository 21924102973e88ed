"""Show the tables of a folder of records: a study's, an ablation's, or both."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from attnbench.ablation.folder import read_design, study_folders
from attnbench.cli import tables
from attnbench.cli.actions import ablate_tables
from attnbench.cli.commands.report import Report
from attnbench.cli.errors import refuse_beside
from attnbench.errors import WrongUse
from attnbench.lazy import lazy
from attnbench.study import Study
from attnreport.ablation.design import Design
from attnreport.comparison.budget import Budget
from attnreport.comparison.explain import explain
from attnreport.formats import CONSOLE
from attnreport.record import AnyRecord, newest
from attnreport.tables.table import Table

if TYPE_CHECKING:
    from attnbench.tasks import pictures
else:
    pictures = lazy("attnbench.tasks.pictures")

BESIDE_PICTURES = ("study", "pictures")


def run(request: Report) -> None:
    """Print or write the tables, say how a field was computed, or draw pictures.

    Raises:
        ValueError: of the kind that names what is missing, damaged or cannot be written.
    """
    if request.pictures is not None:
        typed = request.invocation.typed
        refuse_beside("pictures", [name for name in typed if name not in BESIDE_PICTURES])
        for name, picture in pictures.draw_pictures(study_of(request.study)):
            tables.write_bytes(request.pictures / name, picture)
        return
    if request.explain is not None:
        typer.echo("\n".join(_explanation(request.study, request.explain)))
        return
    usual = (CONSOLE,) if request.output is None else (CONSOLE, "md", "csv", "json")
    made = tables_of(request.study, request.budget.limits, show_optimism=request.show_optimism)
    tables.give(made, usual if request.format is None else request.format, request.output)
    if request.output is not None:
        write_pictures(request.study, request.output)


def _explanation(folder: Path, field: str) -> Iterator[str]:
    study = study_of(folder)
    variants = [str(variant) for variant in study.plan.variants]
    return explain(newest(study.records()), variants, named_by_variant(folder, field))


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
    records = {name: newest(study.records()) for name, study in studies.items()}
    shown = ablate_tables.make(studies, records, design)
    if _has_other_rows(folder, design):
        compared = _comparison(Study.load(folder), budget, show_optimism=show_optimism)
        return {**compared, **shown}
    if budget or show_optimism:
        raise WrongUse(
            f"{folder} holds only an ablation, whose tables show neither a budget nor the best "
            "epoch; leave out --max-... and --show-optimism, or compare the same rows there"
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
        records = {name: newest(study.records()) for name, study in studies.items()}
        ablate_tables.write_plot(records, design, [output])


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


def named_by_variant(folder: Path, field: str) -> str:
    """A field such as `EMA_16:top1` by its variant, where a folder's ablation has such a row."""
    design = read_design(folder)
    variants = {point.label: point.variant for point in design.points} if design else {}
    row, colon, column = field.rpartition(":")
    return f"{variants.get(row, row)}{colon}{column}"
