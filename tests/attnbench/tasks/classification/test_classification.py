"""Top-1 and top-5 are shares of a split's images."""

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from attnbench.data.feed import Order, Split
from attnbench.tasks.classification.classification import Classification
from attnbench.tasks.classification.data import digits
from attnbench.tasks.classification.data.resident import Resident
from attnbench.tasks.recipes import RECIPES

RECIPE = RECIPES["quick"]


class Fixed(nn.Module):
    """Gives class 2 the highest logit, then 1, then 0, and the others less."""

    def forward(self, x: Tensor) -> Tensor:
        logits = torch.tensor([3.0, 4.0, 5.0, 0.5, 0.4, 0.3, 0.2, 0.1, 0.05, 0.01])
        return logits.expand(len(x), -1)


@pytest.mark.parametrize(("split", "count"), [("validation", 251), ("test", 2000)])
def test_top1_and_top5_are_shares_of_the_images(split: Split, count: int) -> None:
    feed = Resident(digits.load(), Order(recipe=RECIPE, device="cpu"))
    labels = torch.cat([batch["labels"] for batch in feed.evaluation(split)]).numpy()
    assert len(labels) == count
    evaluation = Classification(feed, 0.1).evaluate(Fixed(), split)
    assert evaluation.scores["top1"] == pytest.approx(100 * np.mean(labels == 2))
    assert evaluation.scores["top5"] == pytest.approx(100 * np.mean(labels < 5))
    assert evaluation.outcomes["correct"].tolist() == (labels == 2).tolist()


class Constant(nn.Module):
    """Gives every class the same logit."""

    def __init__(self, value: float) -> None:
        super().__init__()
        self.value = value

    def forward(self, x: Tensor) -> Tensor:
        return torch.full((len(x), 10), self.value)


def test_a_tie_counts_for_the_first_class_alone() -> None:
    feed = Resident(digits.load(), Order(recipe=RECIPE, device="cpu"))
    labels = torch.cat([batch["labels"] for batch in feed.evaluation("test")]).numpy()
    evaluation = Classification(feed, 0.1).evaluate(Constant(0.0), "test")
    assert evaluation.scores["top1"] == pytest.approx(100 * np.mean(labels == 0))
    assert evaluation.scores["top5"] == pytest.approx(100 * np.mean(labels < 5))


def test_logits_that_are_no_numbers_are_wrong() -> None:
    feed = Resident(digits.load(), Order(recipe=RECIPE, device="cpu"))
    evaluation = Classification(feed, 0.1).evaluate(Constant(float("nan")), "test")
    assert evaluation.scores == {"top1": 0.0, "top5": 0.0}


def test_smoothing_is_not_applied_twice_to_mixed_labels() -> None:
    feed = Resident(digits.load(), Order(recipe=RECIPE, device="cpu"))
    task = Classification(feed, 0.1)
    labels = torch.tensor([2, 1])
    images = torch.zeros(2, 3, 32, 32)
    hard = task.loss(Fixed(), {"images": images, "labels": labels})
    smoothed = 0.9 * torch.eye(10)[labels] + 0.01
    soft = task.loss(Fixed(), {"images": images, "labels": smoothed})
    torch.testing.assert_close(hard, soft)
