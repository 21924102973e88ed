"""What a study has already of a plan. Loads no torch, so that a finished study answers at once."""

from collections.abc import Collection, Iterable, Mapping
from functools import cache
from pathlib import Path

from attnbench.data.source import DataSource
from attnbench.engine.keys.fingerprint import cell_key
from attnbench.own.lookup import code_digest
from attnbench.plan.cells import KINDS, Cell, cells
from attnbench.plan.plan import Plan
from attnbench.study import Study
from attnbench.training.checkpoint_files import delete_checkpoint
from attnreport.record import AnyRecord, told_apart


def cell_keys(plan: Plan, source: DataSource, kinds: Collection[str] = KINDS) -> Mapping[Cell, str]:
    """The cells of a plan, in their order, with the keys of their records."""
    digest_of = cache(code_digest)  # The code of a row is looked at once, not for every seed.
    wanted = (cell for cell in cells(plan) if cell.kind in kinds)
    return {cell: cell_key(plan, source, cell, digest_of) for cell in wanted}


def stored_records(study: Study, keys: Mapping[Cell, str]) -> Mapping[Cell, AnyRecord | None]:
    """The record of every cell; None where there is none or a failed one.

    Raises:
        UnreadableRecord: if one is damaged.
    """
    return {cell: study.finished(key) for cell, key in keys.items()}


def delete_leftovers(study: Study, keys: Iterable[str]) -> None:
    """Delete the checkpoints of finished cells: a kill may come between storing and cleaning up."""
    for key in keys:
        delete_checkpoint(study.checkpoints(key))


def finished_study(
    plan: Plan, source: DataSource, folder: Path
) -> tuple[Study, list[AnyRecord]] | None:
    """The study of a plan with the record of every cell; None where something is missing.

    Args:
        plan: What was asked for.
        source: Its data set.
        folder: Where its study would be.

    Raises:
        WrongUse: if the folder holds a study of another plan, or cannot be read.
        UnreadableRecord: if a record is damaged.
    """
    if not (folder / "plan.toml").exists():
        return None
    study = Study.load(folder)
    grown = study.plan.merge(plan)
    if (grown.modules, grown.seeds) != (study.plan.modules, study.plan.seeds):
        return None
    keys = cell_keys(plan, source)
    records = [record for record in stored_records(study, keys).values() if record is not None]
    if len(records) < len(keys):
        return None
    delete_leftovers(study, keys.values())
    return study, told_apart(records)
