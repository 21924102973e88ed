"""A run repeats, learns, and says what it gave; what diverges says so."""

from collections.abc import Callable
from dataclasses import replace

import pytest
import torch

from attnbench.engine.cells.header import Job
from attnbench.engine.cells.measure import measure
from attnbench.network.build import build_row
from attnbench.network.weights import weights_digest
from attnbench.plan.cells import TrainCell
from attnbench.plan.plan import Plan
from attnbench.plan.recipe import Recipe
from attnbench.plan.variant import THE_BASELINE, parse_variant, parse_variants
from attnbench.tasks.recipes import RECIPES
from attnbench.tasks.sources import open_data_of
from attnbench.training.run import Diverged
from attnbench.training.train import TrainingResult
from attnreport.record import TrainRecord
from tests.attnbench.recipes import with_fields

Run = Callable[..., TrainingResult]
PLAN = Plan(modules=parse_variants("eca"), recipe=RECIPES["quick"])
SOURCE = open_data_of(PLAN)


@pytest.fixture(scope="module")
def plain(run_once: Run, short: Recipe) -> TrainingResult:
    return run_once(short)


@pytest.fixture(scope="module")
def plain_epoch(run_once: Run, short: Recipe) -> TrainingResult:
    return run_once(replace(short, epochs=1))


def test_a_seed_repeats_its_run_to_the_bit_and_another_does_not(
    run: Run, short: Recipe, plain_epoch: TrainingResult
) -> None:
    once = replace(short, epochs=1)
    again, other = run(once), run(once, seed=1)
    assert plain_epoch.log == again.log
    assert plain_epoch.log.train_loss != other.log.train_loss


def test_the_loss_falls_and_scores_are_kept_for_every_epoch(plain: TrainingResult) -> None:
    history = plain.log
    assert history.train_loss[-1] < history.train_loss[0]
    assert {name: len(scores) for name, scores in history.test.items()} == {"top1": 2, "top5": 2}
    assert history.validation == {}


def test_what_is_held_out_is_scored_too(run: Run, short: Recipe) -> None:
    history = run(replace(short, epochs=1, validation_share=0.25)).log
    assert set(history.validation) == {"top1", "top5"}


def test_outcomes_say_which_images_were_right(plain: TrainingResult) -> None:
    assert plain.outcomes["correct"].shape == (40,)
    assert 100 * plain.outcomes["correct"].mean() == pytest.approx(plain.log.test["top1"][-1])


def test_a_loss_that_is_no_number_ends_the_run_with_a_reason(run: Run, short: Recipe) -> None:
    with pytest.raises(Diverged, match="lower the recipe's lr"):
        run(replace(short, optimizer="momentum", lr=1e30))


def test_averaged_weights_are_scored_instead_of_the_last(
    run: Run, short: Recipe, plain: TrainingResult
) -> None:
    averaged = run(replace(short, averaging=0.9))
    assert plain.log.train_loss == averaged.log.train_loss
    assert weights_digest(plain.network) != weights_digest(averaged.network)


@pytest.mark.parametrize("change", [{"mixup": 0.8}, {"cutmix": 1.0}, {"label_smoothing": 0.1}])
def test_mixing_and_smoothing_change_the_loss(
    change: dict[str, float], run: Run, short: Recipe, plain_epoch: TrainingResult
) -> None:
    changed = with_fields(short, epochs=1, **change)
    assert run(changed).log.train_loss != plain_epoch.log.train_loss


@pytest.mark.parametrize("module", ["eca", "ema", "cbam(spatial=off)", "se(identity_at_start=on)"])
def test_every_row_starts_from_the_same_backbone(module: str) -> None:
    plain = build_row(PLAN, SOURCE, THE_BASELINE, seed=3)
    injected = build_row(PLAN, SOURCE, parse_variant(module), seed=3)
    kept = {key: injected.state_dict()[key] for key in plain.state_dict()}
    assert all(torch.equal(kept[key], value) for key, value in plain.state_dict().items())
    assert weights_digest(plain) != weights_digest(build_row(PLAN, SOURCE, THE_BASELINE, seed=4))


def test_a_training_cell_that_fails_is_a_record_with_its_reason(short: Recipe) -> None:
    plan = replace(PLAN, recipe=replace(short, optimizer="no-such-optimizer"))
    job = Job(plan, SOURCE, TrainCell(THE_BASELINE, 0), "key", "command")
    measured = measure(job, lambda *_: None)
    record = measured.record
    assert isinstance(record, TrainRecord)
    assert record.error is not None
    assert record.traceback is not None
    assert record.scores == {}
    assert measured.outcomes == {}
    assert measured.weights is None
