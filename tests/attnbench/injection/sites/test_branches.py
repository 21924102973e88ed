"""A block declares its residual branch itself, or is known by its class or stochastic depth."""

import torch
from torch import Tensor, nn

import attnbench
from attnbench.branch import Branch
from attnbench.injection.sites.branches import branch_of
from attnbench.tasks.detection.yolov5.units import Bottleneck


class Block(nn.Module):
    """A block of a user's own: y = x + body(x)."""

    residual_branch = Branch("body", "output", needs="adds")

    def __init__(self, *, adds: bool) -> None:
        super().__init__()
        self.body = nn.Sequential(nn.Conv2d(8, 8, 1), nn.Tanh())
        self.adds = adds

    def forward(self, x: Tensor) -> Tensor:
        y: Tensor = self.body(x)
        return x + y if self.adds else y


def test_a_block_that_declares_its_branch_is_found_by_residual_and_block() -> None:
    torch.manual_seed(0)
    network = nn.Sequential(nn.Conv2d(3, 8, 1), Block(adds=True), Block(adds=False))
    size = (3, 8, 8)
    for site, paths in [("residual", ["1.body"]), ("block", ["1", "2"])]:
        with attnbench.inject(network, "eca", site=site, input_size=size) as injection:
            assert [place.path for place in injection.places] == paths


def test_yolov5s_block_declares_its_own() -> None:
    branch = branch_of(Bottleneck(8, shortcut=True))
    assert branch == Branch("spatial", "output", needs="shortcut")
