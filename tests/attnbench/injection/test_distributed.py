"""Two processes keep every module of the catalogue in step."""

import subprocess
import sys
from pathlib import Path

import pytest

from attnzoo import CATALOG

PROGRAM = """
import os
import sys
import torch
import torch.distributed as dist
from torch.nn.parallel import DistributedDataParallel
import attnbench
from attnbench.network.backbone import build_backbone

torch.set_num_threads(1)
child = os.fork()
rank = 0 if child else 1
store = f"file://{sys.argv[1]}"
dist.init_process_group("gloo", init_method=store, rank=rank, world_size=2)
for name in sys.argv[2:]:
    torch.manual_seed(rank)
    network = build_backbone("resnet14-narrow", num_classes=10, zero_init_last=False)
    attnbench.inject(network, name)
    wrapped = DistributedDataParallel(network)
    optimizer = torch.optim.SGD(wrapped.parameters(), lr=0.1)
    wrapped(torch.randn(4, 3, 32, 32)).square().mean().backward()
    optimizer.step()
    for key, parameter in network.named_parameters():
        both = [torch.empty_like(parameter) for _ in range(2)]
        dist.all_gather(both, parameter.detach())
        assert torch.equal(*both), (name, key)
    # In one write, so that the two processes do not tear each other's lines.
    os.write(1, f"{rank} {name} in step;".encode())
dist.destroy_process_group()
if child:
    assert os.waitpid(child, 0)[1] == 0
"""
"""Forks after the imports, which take longer than what is tested."""

EACH_KIND = ("cbam", "ema", "nonlocal")


@pytest.mark.parametrize(
    "names", [EACH_KIND, pytest.param(tuple(CATALOG), marks=pytest.mark.slow)], ids=["some", "all"]
)
@pytest.mark.slow
def test_gradients_of_injected_modules_are_shared_between_two_processes(
    names: tuple[str, ...], tmp_path: Path
) -> None:
    result = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(tmp_path / "store"), *names],
        capture_output=True,
        text=True,
        check=False,
        timeout=900,
    )
    assert result.returncode == 0, result.stderr
    for rank in range(2):
        assert [f"{rank} {name} in step" in result.stdout for name in names] == [True] * len(names)
