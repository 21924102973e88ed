"""Cells that another study of the same folder has measured already are taken from there."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace

from attnbench.data.source import DataSource
from attnbench.engine.cells.header import setting_of
from attnbench.engine.stored import cell_keys
from attnbench.environment import describe
from attnbench.plan.cells import Cell
from attnbench.plan.plan import Plan
from attnbench.studies.copying import copy_cell
from attnbench.studies.neighbours import neighbours
from attnbench.study import Study
from attnreport.record import (
    AnyRecord,
    Environment,
    SpeedRecord,
    TrainRecord,
    UnreadableRecord,
    precedence,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A record of another study, as this study is to have it."""

    record: AnyRecord
    study: Study
    """Where it is."""


def take(plan: Plan, source: DataSource, study: Study) -> Mapping[Cell, AnyRecord]:
    """Copy what other studies of the same folder have of a plan into its study.

    Args:
        plan: What is to be measured.
        source: Its data set.
        study: Gains the records, with outcomes and trained networks; from `prepare`.

    Returns:
        The records that were copied; each says in `taken_from` where it was measured.
    """
    taken = {}
    for cell, found in measured_elsewhere(plan, source, study).items():
        with study.claim(found.record.key) as is_free, suppress(OSError):
            if is_free and study.finished(found.record.key) is None:
                copy_cell(found.record, found.study, study)
                taken[cell] = found.record
    return taken


def measured_elsewhere(plan: Plan, source: DataSource, study: Study) -> Mapping[Cell, Taken]:
    """The cells of a plan that its study lacks and another one of the same folder has.

    Their keys are equal: the same rows, settings, code and data. Times are taken only if they were
    measured on this machine.

    Args:
        plan: What is to be measured.
        source: Its data set.
        study: Its folder need not exist.
    """
    others = neighbours(study.folder)
    if not others:
        return {}
    found: dict[Cell, Taken] = {}
    for cell, key in cell_keys(plan, source).items():
        if study.finished(key) is None:
            usable = [
                (record, name)
                for name, other in others.items()
                if (record := _usable(other, key, plan)) is not None
            ]
            if usable:
                newest, name = max(usable, key=lambda pair: precedence(pair[0]))
                record = _as_own(newest, name, plan, source)
                found[cell] = Taken(record=record, study=others[name])
    return found


def _usable(other: Study, key: str, plan: Plan) -> AnyRecord | None:
    """The record of a cell in another study, if all of it can be copied."""
    try:
        record = other.finished(key)
    except (OSError, UnreadableRecord):
        return None
    match record:
        case TrainRecord():
            return record if other.weights_file(key).exists() else None
        case SpeedRecord():
            here = describe(plan.device, plan.timing_threads)
            return record if _machine(record.environment) == _machine(here) else None
    return record


def _machine(environment: Environment) -> tuple[object, ...]:
    """What a time depends on."""
    parts = environment
    return parts.cpu, parts.cores, parts.device, parts.threads, parts.torch, parts.timm


def _as_own(record: AnyRecord, name: str, plan: Plan, source: DataSource) -> AnyRecord:
    """The record as this plan would have made it, and where it is from."""
    own = replace(
        record,
        setting=setting_of(plan, source),
        taken_from=record.taken_from or name,
    )
    return replace(own, recipe=plan.recipe.name) if isinstance(own, TrainRecord) else own
