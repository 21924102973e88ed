"""A block that holds a module may not rewrite itself, which would drop the module in silence."""

import copy
import pickle

import pytest
import timm
import torch
from timm.models.byobnet import model_cfgs
from timm.utils.model import reparameterize_model

import attnbench
from attnbench.errors import RefusedModel
from attnbench.injection.guard import REWRITING

SIZE = (3, 32, 32)


@pytest.mark.parametrize("site", ["residual", "block"])
@pytest.mark.parametrize("name", ["repvgg_a0", "mobileone_s0"])
def test_reparameterizing_an_injected_network_is_refused(name: str, site: str) -> None:
    stages = model_cfgs[name].blocks[:2]
    network = timm.create_model(name, blocks=stages).double().eval()
    injection = attnbench.inject(network, "se", site=site, input_size=SIZE)
    for twin in (network, copy.deepcopy(network), pickle.loads(pickle.dumps(network))):
        with pytest.raises(RefusedModel, match=r"reparameterize\(\) would drop the module"):
            reparameterize_model(twin)
    injection.remove()
    assert not any(method in vars(part) for part in network.modules() for method in REWRITING)
    images = torch.randn(1, *SIZE, dtype=torch.float64)
    with torch.no_grad():
        torch.testing.assert_close(reparameterize_model(network)(images), network(images))


def test_a_block_stays_guarded_while_another_injection_is_in_it() -> None:
    network = timm.create_model("repvgg_a0")
    block = network.stages[0][0]
    first = attnbench.inject(network, "se", site="residual", input_size=SIZE)
    with attnbench.inject(network, "eca", site="block", input_size=SIZE):
        first.remove()
        assert "reparameterize" in vars(block)
    assert "reparameterize" not in vars(block)
