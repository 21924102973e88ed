"""One cell -> its record, in this process. A failure is a record too."""

import copy
import time
import traceback
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import TypedDict

import numpy as np
import torch
from numpy.typing import NDArray

from attnbench.cost.count import count
from attnbench.cost.disagreement import added_by_operator, cautions
from attnbench.cost.speed import time_forward
from attnbench.data.catalog import find_data
from attnbench.environment import describe
from attnbench.network import build_plain, build_variant, inject_variant, weights_digest
from attnbench.plan import Cell, CostCell, Plan, SpeedCell, TrainCell
from attnbench.tasks.catalog import make_task
from attnbench.training import Report, train
from attnbench.variant import Variant
from attnreport.frame import AnyRecord
from attnreport.record import (
    BASELINE,
    NULL_ROW,
    CostRecord,
    Environment,
    PlaceRow,
    Setting,
    SpeedRecord,
    TrainRecord,
)
from attnzoo import find

Outcomes = Mapping[str, NDArray[np.generic]]


class _Header(TypedDict):
    key: str
    setting: Setting
    environment: Environment
    command: str
    started_at: str
    wall_s: float
    error: str | None
    traceback: str | None


def measure(
    plan: Plan, cell: Cell, key: str, command: str, report: Report
) -> tuple[AnyRecord, Outcomes]:
    """Measure one cell.

    Args:
        plan: What the cell is of.
        cell: One of the plan's.
        key: Of the record.
        command: What the user typed.
        report: Is told the progress.

    Returns:
        The record, and for a training cell one value a test sample. Whatever went wrong while
        measuring is in the record's `error`.
    """
    started = time.perf_counter()
    started_at = datetime.now(UTC).isoformat(timespec="seconds")

    def header(error: Exception | None = None) -> _Header:
        return {
            "key": key,
            "setting": setting_of(plan),
            "environment": describe(plan.device, _threads(plan, cell)),
            "command": command,
            "started_at": started_at,
            "wall_s": time.perf_counter() - started,
            "error": None if error is None else f"{type(error).__name__}: {error}",
            "traceback": None if error is None else traceback.format_exc(),
        }

    torch.set_num_threads(_threads(plan, cell))
    try:
        match cell:
            case CostCell():
                return _cost(plan, cell, header), {}
            case SpeedCell():
                return _speed(plan, cell, header, report), {}
            case TrainCell():
                return _train(plan, cell, header, report)
    except Exception as error:  # noqa: BLE001 - whatever fails in a cell becomes its record
        return failed(plan, cell, header(error)), {}


def failed(plan: Plan, cell: Cell, header: _Header) -> AnyRecord:
    """The record of a cell that gave nothing."""
    match cell:
        case CostCell(variant):
            return CostRecord(**header, variant=str(variant), label=label_of(variant))
        case SpeedCell(variants):
            rows = tuple(map(str, variants))
            return SpeedRecord(**header, variants=rows, batch_size=plan.batch_size)
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


def setting_of(plan: Plan) -> Setting:
    """What every row of a plan has in common, as plain values."""
    source = find_data(plan.data)
    return Setting(
        backbone=plan.backbone,
        stem=plan.stem,
        site=plan.site,
        data=plan.data,
        input_size=source.size,
        num_classes=source.num_classes,
        precision=plan.precision,
    )


def label_of(variant: Variant) -> str:
    """A variant's name as tables print it."""
    if variant.is_baseline:
        return BASELINE.capitalize()
    return variant.label(find(variant.module).acronym)


def _threads(plan: Plan, cell: Cell) -> int:
    return plan.timing_threads if isinstance(cell, SpeedCell) else plan.threads


def _cost(plan: Plan, cell: CostCell, header: Callable[[], _Header]) -> CostRecord:
    size = find_data(plan.data).size
    network = build_plain(plan, seed=0)
    baseline = count(network, size)
    injection = inject_variant(plan, cell.variant, network)
    cost = count(network, size)
    added = added_by_operator(baseline, cost)
    return CostRecord(
        **header(),
        variant=str(cell.variant),
        label=label_of(cell.variant),
        params=cost.params,
        baseline_params=baseline.params,
        macs=cost.macs,
        baseline_macs=baseline.macs,
        macs_by_operator=added,
        activations=cost.activations,
        places=tuple(
            PlaceRow(path=each.path, channels=each.channels, height=each.height, width=each.width)
            for each in (injection.places if injection else ())
        ),
        cautions=(*(injection.cautions if injection else ()), *cautions(cost, added)),
    )


def _speed(
    plan: Plan, cell: SpeedCell, header: Callable[[], _Header], report: Report
) -> SpeedRecord:
    networks = {str(variant): build_variant(plan, variant, seed=0) for variant in cell.variants}
    networks[NULL_ROW] = copy.deepcopy(networks[BASELINE])
    for network in networks.values():
        network.to(device=plan.device, memory_format=torch.channels_last).eval()  # type: ignore[call-overload]  # torch's stub lacks memory_format with device
    images = torch.rand(plan.batch_size, *find_data(plan.data).size, device=plan.device)
    seconds = time_forward(
        networks,
        images.contiguous(memory_format=torch.channels_last),
        rounds=plan.rounds,
        precision=plan.precision,
        report=report,
    )
    return SpeedRecord(
        **header(),
        variants=tuple(map(str, cell.variants)),
        batch_size=plan.batch_size,
        forward_s=seconds,
    )


def _train(
    plan: Plan, cell: TrainCell, header: Callable[[], _Header], report: Report
) -> tuple[TrainRecord, Outcomes]:
    recipe = plan.recipe
    task = make_task(plan)
    backbone = build_plain(plan, seed=cell.seed)
    initial = weights_digest(backbone)
    inject_variant(plan, cell.variant, backbone)
    network = task.network(backbone)
    network.to(device=plan.device, memory_format=torch.channels_last)  # type: ignore[call-overload]  # as above
    result = train(
        network,
        task,
        recipe,
        seed=cell.seed,
        device=plan.device,
        precision=plan.precision,
        report=report,
    )
    record = TrainRecord(
        **header(),
        variant=str(cell.variant),
        label=label_of(cell.variant),
        seed=cell.seed,
        recipe=recipe.name,
        epochs=recipe.epochs,
        train_images=task.train_count,
        test_images=task.test_count,
        train_loss=result.train_loss,
        scores_percent=result.scores_percent,
        initial_weights_sha256=initial,
        batches_sha256=task.batches_digest(cell.seed, recipe.epochs),
    )
    return record, result.outcomes
