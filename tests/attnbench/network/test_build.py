"""The weights of a network follow from the seed alone, and nothing else of the process changes."""

import pytest
import torch

from attnbench.network.build import architecture_of, build_network, build_row, inject_variant
from attnbench.network.weights import weights_digest
from attnbench.plan.plan import Plan
from attnbench.plan.variant import THE_BASELINE, parse_variant, parse_variants
from attnbench.tasks.recipes import RECIPES
from attnbench.tasks.sources import open_data

CBAM = parse_variants("cbam")

PLANS = {
    "classify": Plan(modules=CBAM, recipe=RECIPES["quick"]),
    "detect": Plan(
        modules=CBAM,
        task="detect",
        head="fcos",
        data="digit-boxes",
        recipe=RECIPES["quick-boxes"],
    ),
}


@pytest.mark.parametrize("task", PLANS)
def test_a_seed_gives_the_weights_that_torchs_own_seed_gives(task: str) -> None:
    plan = PLANS[task]
    source = open_data(plan.data)
    before = torch.get_rng_state()
    row = build_row(plan, source, parse_variant("cbam"), seed=3)
    plain = build_row(plan, source, THE_BASELINE, seed=3)
    assert torch.equal(torch.get_rng_state(), before)
    torch.manual_seed(3)
    network = build_network(architecture_of(plan, source.num_classes, source.size))
    assert weights_digest(plain) == weights_digest(network)
    inject_variant(network, parse_variant("cbam"), plan.site, source.size)
    assert weights_digest(row) == weights_digest(network)
    assert weights_digest(row) != weights_digest(
        build_row(plan, source, parse_variant("cbam"), seed=4)
    )
