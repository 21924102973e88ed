"""One of two processes that train a module together; it writes what is wrong to a file."""

import json
import os
from pathlib import Path
from typing import TypedDict

import torch
from torch import Tensor, nn, optim
from torch import distributed as dist
from torch.nn.parallel import DistributedDataParallel

from attnbench.doctor.checks.closeness import listed
from attnbench.own.containment import contained, error_text
from attnbench.own.lookup import find
from attnbench.plan.variant import parse_variant
from attnzoo import Entry

STEPS = 3


class Message(TypedDict):
    """Everything that a process needs."""

    address: str
    channels: int
    size: list[int]
    rank: int
    folder: str


def main(json_text: str) -> None:
    """Train, compare with the other process, write the complaint, and leave at once."""
    message: Message = json.loads(json_text)
    torch.set_num_threads(1)
    text = "a process died without an error message"
    try:
        with contained():
            text = _complaint(message)
    except BaseException as error:  # noqa: BLE001 - whatever it is, the parent reads it
        text = error_text(error)
    finally:
        file = Path(message["folder"]) / f"{message['rank']}.txt"
        file.write_text(text, encoding="utf-8")
        # The other process may wait for this one for minutes; the parent ends it.
        os._exit(0)


def _complaint(message: Message) -> str:
    rank, folder = message["rank"], Path(message["folder"])
    variant = parse_variant(message["address"])
    module = _build(find(variant.module), message, dict(variant.options))
    dist.init_process_group(
        "gloo", init_method=f"file://{folder / 'store'}", rank=rank, world_size=2
    )
    shape = (message["channels"], *message["size"])
    _train(module, shape, rank)
    out_of_step = [
        name for name, parameter in module.named_parameters() if not _same(parameter.detach())
    ]
    if out_of_step:
        return f"after {STEPS} steps the processes have different {listed(out_of_step)}"
    for buffer in module.buffers():
        dist.broadcast(buffer, 0)
    torch.manual_seed(0)
    with torch.no_grad():
        output = module.eval()(torch.randn(2, *shape))
    if not _same(output):
        return "with equal parameters and buffers the processes give different outputs"
    return ""


def _build(entry: Entry, message: Message, options: dict[str, object]) -> nn.Module:
    torch.manual_seed(message["rank"])
    return entry.build(message["channels"], **options, **entry.sizing(*message["size"]))


def _train(module: nn.Module, shape: tuple[int, ...], rank: int) -> None:
    wrapped = DistributedDataParallel(module)
    optimizer = optim.SGD(wrapped.parameters(), lr=0.01)
    generator = torch.Generator().manual_seed(rank)
    for _ in range(STEPS):
        optimizer.zero_grad()
        wrapped(torch.randn(4, *shape, generator=generator)).square().mean().backward()
        optimizer.step()


def _same(tensor: Tensor) -> bool:
    """Whether both processes have the same bits."""
    both = [torch.empty_like(tensor, memory_format=torch.contiguous_format) for _ in range(2)]
    dist.all_gather(both, tensor.contiguous())
    return bool(torch.equal(both[0], both[1]))
