"""The small network that most tests inject, and modules in which something is wrong on purpose."""

from collections.abc import Callable

import pytest
import torch
from torch import Tensor, nn

from attnbench.backbone import build_backbone

Make = Callable[[], nn.Module]


@pytest.fixture
def make_network() -> Make:
    """Builds the same narrow ResNet again and again, every block with a gradient at step 0."""

    def make() -> nn.Module:
        torch.manual_seed(0)
        return build_backbone("resnet14-narrow", num_classes=10, zero_init_last=False)

    return make


@pytest.fixture
def network(make_network: Make) -> nn.Module:
    return make_network()


@pytest.fixture
def images() -> Tensor:
    return torch.randn(4, 3, 32, 32, generator=torch.Generator().manual_seed(1))
