"""The training cell: one row, one seed."""

from safetensors.torch import save

from attnbench.engine.convergence import still_improving
from attnbench.engine.header import Job, label_of
from attnbench.network import build_plain, inject_variant, place, weights_digest
from attnbench.plan import TrainCell
from attnbench.tasks.catalog import make_task
from attnbench.training import Report, Training, train
from attnreport.record import TrainRecord


def measure_training(
    job: Job, cell: TrainCell, report: Report
) -> tuple[TrainRecord, Training, bytes]:
    """Train one row from one seed; gives the trained weights as safetensors besides."""
    plan, recipe = job.plan, job.plan.recipe
    task = make_task(plan)
    backbone = build_plain(plan, seed=cell.seed)
    initial = weights_digest(backbone)
    inject_variant(plan, cell.variant, backbone)
    network = place(task.network(backbone), plan.device)
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
        **job.header(),
        variant=str(cell.variant),
        label=label_of(cell.variant),
        seed=cell.seed,
        recipe=recipe.name,
        epochs=recipe.epochs,
        train_images=task.feed.train_count,
        test_images=task.feed.test_count,
        train_loss=result.train_loss,
        scores_percent=result.scores_percent,
        initial_weights_sha256=initial,
        batches_sha256=task.feed.batches_digest(cell.seed, recipe.epochs),
        cautions=still_improving(result.scores_percent, task.feed.test_count),
    )
    weights = {name: tensor.contiguous().cpu() for name, tensor in network.state_dict().items()}
    return record, result, save(weights)
