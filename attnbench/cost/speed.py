"""Seconds of a forward, all networks taking turns."""

import time
from collections.abc import Callable, Mapping

import numpy as np
import torch
from torch import Tensor, nn

WARM_UPS = 3
FEWEST_ROUNDS = 8
BUDGET_S = 60.0
"""A sitting of slow networks gets as many rounds as fit in this time."""

Report = Callable[[float, str], None]


@torch.inference_mode()
def time_forward(
    networks: Mapping[str, nn.Module],
    images: Tensor,
    *,
    rounds: int,
    precision: str,
    report: Report,
) -> dict[str, tuple[float, ...]]:
    """Time one evaluation forward of each network, in every round in another random order.

    Slow drifts of the machine and its caches then hit all networks alike, so that the ratio of two
    networks within a round can be trusted where seconds cannot.

    Args:
        networks: In evaluation mode, on the images' device.
        images: One batch (B, C, H, W).
        rounds: Most rounds.
        precision: `fp32`, or `bf16` for autocast.
        report: Is told the progress.

    Returns:
        By network, its seconds, one value a round.
    """
    names = list(networks)
    with torch.autocast(images.device.type, dtype=torch.bfloat16, enabled=precision == "bf16"):
        for _ in range(WARM_UPS):
            round_s = sum(_once(networks[name], images) for name in names)
        count = max(FEWEST_ROUNDS, min(rounds, int(BUDGET_S / round_s)))
        seconds: dict[str, list[float]] = {name: [] for name in names}
        random = np.random.default_rng(0)
        for done in range(count):
            for index in random.permutation(len(names)):
                seconds[names[index]].append(_once(networks[names[index]], images))
            report((done + 1) / count, f"round {done + 1} of {count}")
    return {name: tuple(values) for name, values in seconds.items()}


def _once(network: nn.Module, images: Tensor) -> float:
    _wait(images.device)
    start = time.perf_counter()
    network(images)
    _wait(images.device)
    return time.perf_counter() - start


def _wait(device: torch.device) -> None:
    if device.type == "cuda":
        torch.cuda.synchronize(device)
