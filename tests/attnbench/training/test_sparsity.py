"""The sparsity term is the gradient of its penalty, and acts only on modules that name scales."""

from collections.abc import Callable
from dataclasses import replace

import torch

from attnbench.network.build import build_row
from attnbench.plan.plan import Plan
from attnbench.plan.recipe import Recipe
from attnbench.plan.variant import parse_variant, parse_variants
from attnbench.tasks.recipes import RECIPES
from attnbench.tasks.sources import open_data_of
from attnbench.training.sparsity import pull_to_zero, sparse_scales
from attnbench.training.train import TrainingResult

PLAN = Plan(modules=parse_variants("nam,se"), recipe=RECIPES["quick"])


def test_it_is_the_gradient_of_the_penalty() -> None:
    network = build_row(PLAN, open_data_of(PLAN), parse_variant("nam"), seed=0)
    scales = sparse_scales(network)
    assert len(scales) == 4
    for number, scale in enumerate(scales):
        with torch.no_grad():
            scale.copy_(torch.randn(len(scale), generator=torch.Generator().manual_seed(number)))
    penalty = 0.01 * torch.stack([scale.abs().sum() for scale in scales]).sum()
    expected = torch.autograd.grad(penalty, scales)
    for scale in scales:
        scale.grad = torch.zeros_like(scale)
    pull_to_zero(scales, 0.01)
    for scale, gradient in zip(scales, expected, strict=True):
        assert scale.grad is not None
        torch.testing.assert_close(scale.grad, gradient)


def test_it_changes_nam_and_nothing_else(
    run_once: Callable[..., TrainingResult], short: Recipe
) -> None:
    once = replace(short, epochs=1)
    pulled = replace(once, sparsity=0.1)
    assert run_once(pulled).log == run_once(once).log
    assert run_once(pulled, "nam").log != run_once(once, "nam").log
