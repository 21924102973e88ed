"""What is done to a network for its device does not change what it computes."""

import pytest
import torch

from attnbench.injection.inject import inject
from attnbench.network.backbone import build_backbone
from attnbench.training.device import synchronised


@pytest.mark.parametrize(
    "backbone", ["resnet18", pytest.param("efficientnet_b0", marks=pytest.mark.slow)]
)
def test_synchronised_norms_compute_the_same(backbone: str) -> None:
    torch.manual_seed(0)
    network = build_backbone(backbone, stem="timm", num_classes=10, zero_init_last=False)
    inject(network, "nam", site="block", input_size=(3, 64, 64))
    images = torch.randn(2, 3, 64, 64)
    with torch.no_grad():
        before = network.eval()(images)
        after = synchronised(network)(images)
    assert any(isinstance(layer, torch.nn.SyncBatchNorm) for layer in network.modules())
    torch.testing.assert_close(after, before)
