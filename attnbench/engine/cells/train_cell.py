"""The training cell: one row, one seed."""

from collections.abc import Sequence

from attnbench.engine.cells.convergence import schedule_cut, still_improving
from attnbench.engine.cells.header import Job, label_of
from attnbench.environment import describe
from attnbench.network.build import (
    architecture_of,
    build_network,
    inject_variant,
    move_to,
    seeded,
)
from attnbench.network.weights import weights_digest
from attnbench.plan.cells import TrainCell
from attnbench.tasks.make import make_task
from attnbench.tasks.recipe_files import settings
from attnbench.tasks.tasks import find_task
from attnbench.training.device import accelerator_for
from attnbench.training.keeper import Keeper
from attnbench.training.messages import OnMessage
from attnbench.training.train import TrainingResult, train
from attnreport.record import Caution, CautionKind, TrainRecord


def measure_training(
    job: Job, cell: TrainCell, report: OnMessage, keeper: Keeper | None
) -> tuple[TrainRecord, TrainingResult]:
    """Train one row from one seed, from its start or from where it stopped."""
    plan, source, recipe = job.plan, job.source, job.plan.recipe
    kind = find_task(plan.task)
    accelerator = accelerator_for(plan.device, plan.precision)
    device = str(accelerator.device)
    rank, ranks = accelerator.process_index, accelerator.num_processes
    task = make_task(plan, source, device=device, rank=rank, ranks=ranks)
    with seeded(cell.seed):
        network = build_network(
            architecture_of(plan, source.num_classes, source.size), plan.weights
        )
        initial = weights_digest(network)
        inject_variant(network, cell.variant, plan.site, source.size)
    result = train(
        move_to(network, device, channels_last=recipe.channels_last),
        task,
        recipe,
        seed=cell.seed,
        accelerator=accelerator,
        precision=plan.precision,
        report=report,
        keeper=keeper,
        machine=_machine(job),
        headline=next(iter(kind.scores), None),
    )
    log = result.log
    header = job.header()
    header["wall_s"] += result.earlier_s
    record = TrainRecord(
        **header,
        variant=str(cell.variant),
        label=label_of(cell.variant),
        seed=cell.seed,
        recipe=recipe.name,
        epochs=recipe.epochs,
        recipe_settings=settings(recipe, kind),
        train_images=task.feed.train_count,
        validation_images=task.feed.validation_count,
        test_images=task.feed.test_count,
        devices=ranks,
        train_loss=tuple(log.train_loss),
        score_kinds=kind.score_kinds(source.num_classes),
        scores={name: tuple(values) for name, values in log.test.items()},
        validation_scores={name: tuple(values) for name, values in log.validation.items()},
        initial_weights_sha256=initial,
        batches_sha256=task.feed.batches_digest(cell.seed, recipe.epochs),
        data_fingerprint=source.fingerprint,
        resumed_at=tuple(log.resumed_at),
        cautions=(
            *still_improving(log.test, task.feed.test_count, kind.shares),
            *schedule_cut(recipe),
            *(Caution(kind=CautionKind.DATA, detail=note) for note in source.notes),
            *_moved(log.machines),
        ),
    )
    return record, result


def _machine(job: Job) -> str:
    machine = describe(job.plan.device, job.threads)
    processor = machine.cpu if machine.device == "CPU" else machine.device
    return f"{processor}, torch {machine.torch}"


def _moved(machines: Sequence[str]) -> tuple[Caution, ...]:
    """A caution where a run was resumed on another machine: no single machine repeats its bits."""
    if len(machines) < 2:
        return ()
    detail = (
        f"was resumed on another machine ({' then '.join(machines)}): rounding differs between "
        "them; the result is valid, but no run on one machine repeats it bit for bit"
    )
    return (Caution(kind=CautionKind.RESUMED_ELSEWHERE, detail=detail),)
