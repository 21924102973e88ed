"""Two processes keep every module of the catalogue in step."""

import subprocess
import sys
from pathlib import Path

import pytest

from attnzoo import CATALOG

PROGRAM = """
import sys
import torch
import torch.distributed as dist
from attnzoo import CATALOG
from torch.nn.parallel import DistributedDataParallel
import attnbench
from attnbench.backbone import build_backbone

rank, port = int(sys.argv[1]), sys.argv[2]
torch.set_num_threads(1)
store = f"file://{port}"
dist.init_process_group("gloo", init_method=store, rank=rank, world_size=2)
for name in sys.argv[3:] or CATALOG:
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
    print(name, "in step")
dist.destroy_process_group()
"""


EACH_KIND = ("cbam", "ema", "nonlocal")


@pytest.mark.parametrize(
    "names", [EACH_KIND, pytest.param(tuple(CATALOG), marks=pytest.mark.slow)], ids=["some", "all"]
)
def test_gradients_of_injected_modules_are_shared_between_two_processes(
    names: tuple[str, ...], tmp_path: Path
) -> None:
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(rank), str(tmp_path / "store"), *names],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for rank in range(2)
    ]
    results = [process.communicate(timeout=900) for process in processes]
    assert [process.returncode for process in processes] == [0, 0], results
    assert results[0][0].count("in step") == len(names)
