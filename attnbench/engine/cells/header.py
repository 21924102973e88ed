"""What a record of any kind says of its making."""

import errno
import time
import traceback
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TypedDict

from attnbench.data.source import DataSource
from attnbench.environment import describe
from attnbench.network.weights_file import file_digest
from attnbench.plan.cells import Cell, SpeedCell
from attnbench.plan.plan import Plan
from attnbench.plan.variant import Variant
from attnbench.tasks.sources import find_source
from attnbench.tasks.tasks import find_task
from attnreport.record import BASELINE, Environment, Setting
from attnzoo import CATALOG


class Header(TypedDict):
    """The fields that records of every kind share."""

    key: str
    setting: Setting
    environment: Environment
    command: str
    started_at: str
    wall_s: float
    error: str | None
    traceback: str | None


@dataclass(frozen=True, slots=True)
class Job:
    """One cell that is being measured; made when it starts."""

    plan: Plan
    source: DataSource
    """The plan's data set."""
    cell: Cell
    key: str
    command: str
    """What the user typed."""
    started: float = field(default_factory=time.perf_counter)
    started_at: str = field(default_factory=lambda: datetime.now(UTC).isoformat(timespec="seconds"))

    @property
    def threads(self) -> int:
        """CPU threads that the cell uses."""
        timed = isinstance(self.cell, SpeedCell)
        return self.plan.timing_threads if timed else self.plan.threads

    def header(self, error: str | None = None, trace: str | None = None) -> Header:
        """The header of the cell's record, as of now."""
        return {
            "key": self.key,
            "setting": setting_of(self.plan, self.source),
            "environment": describe(self.plan.device, self.threads),
            "command": self.command,
            "started_at": self.started_at,
            "wall_s": time.perf_counter() - self.started,
            "error": error,
            "traceback": trace,
        }

    def header_of_failure(self, error: Exception) -> Header:
        """The header of a record that says why there is nothing to say."""
        return self.header(failure_text(error, self.plan), traceback.format_exc())


def failure_text(error: Exception, plan: Plan) -> str:
    """One sentence for what went wrong in a cell, with the remedy where it is known."""
    text = " ".join(str(error).split())
    if isinstance(error, MemoryError) or "out of memory" in text or "can't allocate" in text:
        return f"not enough memory: {text}; {less_memory(plan)}"
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return (
            f"the disk is full: {text}; free some space and run the command again: it goes on from "
            "the last checkpoint"
        )
    return f"{type(error).__name__}: {text}"


def less_memory(plan: Plan) -> str:
    """How a plan would take less memory."""
    return (
        f"lower the batch size of the plan ({plan.batch_size}) or of the recipe "
        f"({plan.recipe.batch_size}), or run fewer cells in parallel"
    )


def setting_of(plan: Plan, source: DataSource) -> Setting:
    """What every row of a plan has in common, as plain values."""
    task = find_task(plan.task)
    note = find_source(plan.data, task).note
    return Setting(
        task=task.name,
        head=plan.head,
        task_notes=(*task.notes, *([note] if note else [])),
        backbone=plan.backbone,
        stem=plan.stem,
        site=plan.site,
        data=plan.data,
        input_size=source.size,
        num_classes=source.num_classes,
        precision=plan.precision,
        limit=plan.limit,
        weights_sha256=file_digest(plan.weights) if plan.weights else None,
    )


def label_of(variant: Variant) -> str:
    """A variant's name as tables print it."""
    if variant.is_baseline:
        return BASELINE.capitalize()
    entry = CATALOG.get(variant.module)
    return variant.label(entry.acronym if entry else variant.module.rpartition(":")[2])
