"""Rows of one seed see the same batches and start from the same backbone; a run repeats."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from attnbench.data import digits
from attnbench.data.images import Images
from attnbench.engine.header import Job
from attnbench.engine.measure import measure
from attnbench.network import build_plain, build_variant, weights_digest
from attnbench.plan import Plan, TrainCell
from attnbench.recipe import Recipe
from attnbench.recipes import RECIPES
from attnbench.tasks.classification import Classification
from attnbench.training import Diverged, Training, train
from attnbench.variant import THE_BASELINE, parse_variant
from attnreport.record import TrainRecord

RECIPE = replace(RECIPES["quick"], name="short", epochs=2, warmup_epochs=0)
PLAN = Plan(modules=("eca",), recipe=RECIPE)


def few(count: int = 192) -> Images:
    """The first images of `digits`."""
    data = digits.load()
    return replace(
        data,
        train_images=data.train_images[:count],
        train_labels=data.train_labels[:count],
        test_images=data.test_images[:250],
        test_labels=data.test_labels[:250],
    )


def run(recipe: Recipe = RECIPE, seed: int = 0, module: str = "eca") -> Training:
    variant = parse_variant(module)
    network = build_variant(PLAN, variant, seed=seed).to(memory_format=torch.channels_last)
    return train(
        network,
        Classification(few(), recipe, "cpu"),
        recipe,
        seed=seed,
        device="cpu",
        precision="fp32",
        report=lambda *_: None,
    )


def test_a_seed_repeats_its_run_to_the_bit_and_another_does_not() -> None:
    once = replace(RECIPE, epochs=1)
    first, again, other = run(once), run(once), run(once, seed=1)
    assert first.train_loss == again.train_loss
    assert first.scores_percent == again.scores_percent
    assert first.train_loss != other.train_loss


def test_the_loss_falls_and_scores_are_kept_for_every_epoch() -> None:
    result = run(replace(RECIPE, epochs=4))
    assert result.train_loss[-1] < result.train_loss[0]
    assert {name: len(scores) for name, scores in result.scores_percent.items()} == {
        "top1": 4,
        "top5": 4,
    }


def test_outcomes_say_which_images_were_right() -> None:
    result = run()
    assert result.outcomes["correct"].shape == (250,)
    assert 100 * result.outcomes["correct"].mean() == pytest.approx(
        result.scores_percent["top1"][-1]
    )


def test_a_loss_that_is_no_number_ends_the_run_with_a_reason() -> None:
    with pytest.raises(Diverged, match="lower the recipe's lr"):
        run(replace(RECIPE, optimizer="sgd", lr=1e30))


@pytest.mark.parametrize("module", ["eca", "ema", "cbam(spatial=off)", "se(identity_at_start=on)"])
def test_every_row_starts_from_the_same_backbone(module: str) -> None:
    plain = build_plain(PLAN, seed=3)
    injected = build_variant(PLAN, parse_variant(module), seed=3)
    kept = {key: injected.state_dict()[key] for key in plain.state_dict()}
    assert all(torch.equal(kept[key], value) for key, value in plain.state_dict().items())
    assert weights_digest(plain) != weights_digest(build_plain(PLAN, seed=4))


class Fixed(nn.Module):
    """Gives class 2 the highest logit, then 1, then 0, and the others less."""

    def forward(self, x: Tensor) -> Tensor:
        logits = torch.tensor([3.0, 4.0, 5.0, 0.5, 0.4, 0.3, 0.2, 0.1, 0.05, 0.01])
        return logits.expand(len(x), -1)


def test_top1_and_top5_are_shares_of_the_test_images() -> None:
    images = few()
    evaluation = Classification(images, RECIPE, "cpu").evaluate(Fixed())
    labels = images.test_labels
    assert evaluation.scores_percent["top1"] == pytest.approx(100 * np.mean(labels == 2))
    assert evaluation.scores_percent["top5"] == pytest.approx(100 * np.mean(labels < 5))


def test_a_training_cell_that_fails_is_a_record_with_its_reason() -> None:
    plan = replace(PLAN, recipe=replace(RECIPE, optimizer="no-such-optimizer"))
    job = Job(plan, TrainCell(THE_BASELINE, 0), "key", "command")
    measured = measure(job, lambda *_: None)
    record = measured.record
    assert isinstance(record, TrainRecord)
    assert record.error is not None
    assert record.traceback is not None
    assert record.scores_percent == {}
    assert measured.outcomes == {}
    assert measured.weights is None
