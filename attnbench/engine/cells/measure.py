"""One cell -> its record, in this process. A failure is a record too."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import torch
from numpy.typing import NDArray

from attnbench.engine.cells.cost_cell import measure_cost
from attnbench.engine.cells.header import Header, Job, label_of
from attnbench.engine.cells.speed_cell import measure_speed
from attnbench.engine.cells.train_cell import measure_training
from attnbench.engine.network_file import weights_bytes
from attnbench.plan.cells import CostCell, SpeedCell, TrainCell
from attnbench.training.keeper import Keeper
from attnbench.training.messages import OnMessage, Share
from attnreport.record import AnyRecord, CostRecord, SpeedRecord, TrainRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What one cell gave."""

    record: AnyRecord
    outcomes: Mapping[str, NDArray[np.generic]] = field(default_factory=dict)
    """By name, one value per test sample of a training cell."""
    weights: bytes | None = None
    """The trained network of a training cell as safetensors."""


def measure(job: Job, report: OnMessage, keeper: Keeper | None = None) -> Measured:
    """Measure one cell.

    Args:
        job: The cell, just started.
        report: Takes what the cell tells meanwhile.
        keeper: Keeps the checkpoints of a training cell, and has the one to go on from.

    Returns:
        The record and what belongs to it. Whatever went wrong while measuring is in the record's
        `error`.
    """
    threads = torch.get_num_threads()
    torch.set_num_threads(job.threads)
    try:
        match job.cell:
            case CostCell():
                return Measured(record=measure_cost(job, job.cell))
            case SpeedCell():
                record = measure_speed(
                    job, job.cell, lambda done, words: report(Share(done=done, words=words))
                )
                return Measured(record=record)
            case TrainCell():
                trained, training = measure_training(job, job.cell, report, keeper)
                weights = weights_bytes(training.network)
                return Measured(record=trained, outcomes=training.outcomes, weights=weights)
    except Exception as error:  # noqa: BLE001 - whatever fails in a cell becomes its record
        return Measured(record=failed(job, job.header_of_failure(error)))
    finally:
        torch.set_num_threads(threads)


def failed(job: Job, header: Header) -> AnyRecord:
    """The record of a cell that gave nothing."""
    plan = job.plan
    match job.cell:
        case CostCell(variant):
            return CostRecord(**header, variant=str(variant), label=label_of(variant))
        case SpeedCell(variants):
            return SpeedRecord(
                **header,
                variants=tuple(map(str, variants)),
                batch_size=plan.batch_size,
                train_batch_size=plan.timed_train_batch,
                channels_last=plan.recipe.channels_last,
            )
        case TrainCell(variant, seed):
            return TrainRecord(
                **header,
                variant=str(variant),
                label=label_of(variant),
                seed=seed,
                recipe=plan.recipe.name,
                epochs=plan.recipe.epochs,
                train_images=0,
                test_images=0,
            )
