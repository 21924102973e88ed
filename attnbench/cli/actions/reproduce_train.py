"""Train the rows of a published table through the ordinary engine."""

from collections.abc import Iterator
from pathlib import Path

from attnbench.cli.commands.reproduce import RowTraining
from attnbench.cli.feedback import Feedback
from attnbench.cli.options.training import read_fields
from attnbench.cli.reused import take_and_tell
from attnbench.engine.executors.executor import Executor
from attnbench.engine.run import prepare, run
from attnbench.errors import WrongUse
from attnbench.plan.plan import Plan
from attnbench.plan.variant import Variant, parse_variant
from attnbench.planning.choices import Choices
from attnbench.planning.make import make_plan
from attnbench.published.rebuild import rebuild
from attnbench.study import Study
from attnbench.tasks.sources import SOURCES, open_data_of
from attnreport.published.paper import PaperSetting, PaperTable


def train_table(
    table: PaperTable,
    training: RowTraining,
    root: Path,
    command: str,
    executor: Executor,
    feedback: Feedback,
) -> Iterator[Study]:
    """Train what can be built of a table, one study for each setting of its rows.

    A setting that has no row with a module is left out: a study compares modules. So is one whose
    data are not there, unless none are.

    Args:
        table: Whose rows are trained, each beside the baseline of its setting.
        training: How.
        root: Folder in which the studies are made, or go on.
        command: What the user typed, for the records.
        executor: Runs the cells.
        feedback: Takes the progress, and what is left out.

    Raises:
        ValueError: of the kind that names what cannot be trained.
    """
    for plan in plans_of(table, training, feedback):
        source = open_data_of(plan)
        study = prepare(plan, source, root / plan.digest())
        feedback.tell(f"study: {study.folder}")
        take_and_tell(plan, source, study, feedback)
        with feedback.progress() as progress:
            run(plan, source, study, command, progress, executor)
        yield study


def plans_of(table: PaperTable, training: RowTraining, feedback: Feedback) -> list[Plan]:
    """What can be trained of a table, each setting checked before the first is trained.

    Args:
        table: Whose rows are trained.
        training: How.
        feedback: Takes what is left out.

    Raises:
        ValueError: of the kind that names why nothing can be.
    """
    if table.training is not None and table.training.weights:
        raise WrongUse(
            f"cannot train {table.name}, whose networks start from {table.training.weights} "
            "weights; run the attnbench compare that stands below the table without --train",
            parameter="train",
        )
    plans: list[Plan] = []
    refusals: list[tuple[str, WrongUse]] = []
    for setting in dict.fromkeys(map(table.setting_of, table.rows)):
        variants = _variants(table, setting)
        if not variants:
            feedback.tell(f"{table.name}: {setting.backbone} has no row to train")
            continue
        try:
            plan = make_plan(variants, _choices(setting, training))
            _refuse_other_images(table.name, setting, plan)
        except WrongUse as error:
            refusals.append((setting.backbone, error))
        else:
            plans.append(plan)
    if refusals and not plans:
        raise refusals[0][1]
    for backbone, reason in refusals:
        feedback.tell(f"{table.name}: {backbone} is left out: {reason}")
    return plans


def _variants(table: PaperTable, setting: PaperSetting) -> tuple[Variant, ...]:
    """The modules of a setting's rows that can be built, each once."""
    rows = [
        row
        for row in table.rows
        if table.setting_of(row) == setting and rebuild(table, row, []).counts
    ]
    variants = dict.fromkeys(parse_variant(row.variant) for row in rows)
    return tuple(variant for variant in variants if not variant.is_baseline)


def _choices(setting: PaperSetting, training: RowTraining) -> Choices:
    return Choices(
        head=setting.head or None,
        backbone=setting.backbone,
        stem=setting.stem,
        site=setting.site,
        data=_named(setting.data),
        data_root=training.data_root,
        download=training.download,
        limit=training.limit,
        recipe=training.train,
        epochs=training.epochs,
        set=read_fields(training.set) or None,
        seeds=training.seeds,
        device=training.device,
    )


def _named(data: str) -> str:
    """What a paper calls `coco` lies in the folder of that name."""
    return f"{data}:{data}" if f"{data}:DIR" in SOURCES else data


def _refuse_other_images(table: str, setting: PaperSetting, plan: Plan) -> None:
    source = open_data_of(plan)
    if (source.size, source.num_classes) != (setting.input_size, setting.num_classes):
        raise WrongUse(
            f"{table} has images of {setting.input_size} and {setting.num_classes} classes, "
            f"{plan.data} gives {source.size} and {source.num_classes}; take another recipe, or "
            "correct the paper's file"
        )
