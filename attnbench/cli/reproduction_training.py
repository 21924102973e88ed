"""Train the rows of a published table through the ordinary engine."""

from collections.abc import Iterator
from pathlib import Path

import typer

from attnbench.cli.plan_options import PlanOptions
from attnbench.cli.planning import make_plan
from attnbench.cli.progress import ConsoleProgress
from attnbench.cli.training_options import TrainingOptions
from attnbench.data.catalog import data_of
from attnbench.engine.run import default_parallel, prepare, run
from attnbench.errors import WrongUse
from attnbench.plan import Plan
from attnbench.reproduction.rebuild import rebuild
from attnbench.study import Study
from attnbench.variant import Variant, parse_variant
from attnreport.paper import PaperTable


def train_table(
    table: PaperTable, training: TrainingOptions, root: Path, command: str
) -> Iterator[Study]:
    """Train what can be built of a table, one study for each of its backbones.

    A backbone that has no row with a module is left out: a study compares modules.

    Args:
        table: Whose rows are trained, each beside the baseline of its backbone.
        training: How.
        root: Folder in which the studies are made, or go on.
        command: What the user typed, for the records.

    Raises:
        ValueError: of the kind that names what cannot be trained.
    """
    for backbone in dict.fromkeys(map(table.backbone_of, table.rows)):
        variants = _variants(table, backbone)
        if not variants:
            typer.echo(f"{table.name}: {backbone} has no row to train", err=True)
            continue
        plan = make_plan(_options(table, backbone, training), variants)
        _refuse_other_images(table, plan)
        study = prepare(plan, root / plan.digest())
        typer.echo(f"study: {study.folder}", err=True)
        with ConsoleProgress() as progress:
            run(plan, study, command, progress, default_parallel(plan))
        yield study


def _variants(table: PaperTable, backbone: str) -> tuple[Variant, ...]:
    """The modules of a backbone's rows that can be built, each once."""
    rows = [
        row
        for row in table.rows
        if table.backbone_of(row) == backbone and rebuild(table, row, []).counts
    ]
    variants = dict.fromkeys(parse_variant(row.variant) for row in rows)
    return tuple(variant for variant in variants if not variant.is_baseline)


def _options(table: PaperTable, backbone: str, training: TrainingOptions) -> PlanOptions:
    setting = table.setting
    assert training.train is not None
    return PlanOptions(
        backbone=backbone,
        stem=setting.stem,
        site=setting.site,
        data=setting.data,
        data_root=training.data_root,
        download=training.download,
        limit=training.limit,
        recipe=training.train,
        epochs=training.epochs,
        seeds=training.seeds,
        device=training.device,
    )


def _refuse_other_images(table: PaperTable, plan: Plan) -> None:
    setting, source = table.setting, data_of(plan)
    if (source.size, source.num_classes) != (setting.input_size, setting.num_classes):
        raise WrongUse(
            f"{table.name} has images of {setting.input_size} and {setting.num_classes} classes, "
            f"{plan.data} gives {source.size} and {source.num_classes}; take another recipe, or "
            "mend the paper's file"
        )
