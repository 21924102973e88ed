"""Small modules and networks that the tests of injections share."""

from collections.abc import Callable

import timm
import torch
from torch import Tensor, nn

from attnbench.network.backbone import build_backbone

Make = Callable[[], nn.Module]


def narrow() -> nn.Module:
    """The narrow ResNet of four bottlenecks, every block with a gradient at step 0."""
    torch.manual_seed(0)
    return build_backbone("resnet14-narrow", num_classes=10, zero_init_last=False)


def some_images() -> Tensor:
    return torch.randn(4, 3, 32, 32, generator=torch.Generator().manual_seed(1))


def on_meta(backbone: str, **options: object) -> nn.Module:
    with torch.device("meta"):
        network: nn.Module = timm.create_model(backbone, num_classes=10, **options).eval()
    return network


class Recorder(nn.Module):
    """A module that counts its calls and gives the map back doubled."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.channels = channels
        self.calls = 0

    def forward(self, x: Tensor) -> Tensor:
        self.calls += 1
        assert x.shape[1] == self.channels
        return 2 * x


def recorders(network: nn.Module) -> list[Recorder]:
    return [part for part in network.modules() if isinstance(part, Recorder)]


class EndsInSigmoid(nn.Module):
    """A module whose last operation needs its own output for the backward."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.scale = nn.Parameter(torch.ones(channels, 1, 1))

    def forward(self, x: Tensor) -> Tensor:
        return (x * self.scale).sigmoid()


def train_step(network: nn.Module, images: Tensor) -> None:
    optimizer = torch.optim.SGD(network.parameters(), lr=0.1)
    network.train()(images).square().mean().backward()
    optimizer.step()
