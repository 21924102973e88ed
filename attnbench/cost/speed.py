"""Seconds of an action, all rows taking turns."""

import time
from collections.abc import Callable, Mapping

import numpy as np
import torch

WARM_UPS = 3
FEWEST_ROUNDS = 8
BUDGET_S = 12.0
"""Slow rows get as many rounds as fit in this time."""

Action = Callable[[], object]
Report = Callable[[float, str], None]


def time_in_turns(
    actions: Mapping[str, Action], *, rounds: int, device: str, report: Report
) -> dict[str, tuple[float, ...]]:
    """Time one call of each action, in every round in another random order.

    Slow drifts of the machine and its caches then hit all rows alike, so that the ratio of two rows
    within a round can be trusted where seconds cannot.

    Args:
        actions: By row, what is timed.
        rounds: Most rounds.
        device: Is waited for before and after each call, if it is a GPU.
        report: Is told the progress.

    Returns:
        By row, its seconds, one value a round.
    """
    names = list(actions)
    for _ in range(WARM_UPS):
        round_s = sum(seconds_of(actions[name], device) for name in names)
    count = max(FEWEST_ROUNDS, min(rounds, int(BUDGET_S / round_s)))
    seconds: dict[str, list[float]] = {name: [] for name in names}
    random = np.random.default_rng(0)
    for done in range(count):
        for index in random.permutation(len(names)):
            seconds[names[index]].append(seconds_of(actions[names[index]], device))
        report((done + 1) / count, f"round {done + 1} of {count}")
    return {name: tuple(values) for name, values in seconds.items()}


def seconds_of(action: Action, device: str) -> float:
    """Seconds of one call, a GPU's work waited for before and after."""
    wait(device)
    start = time.perf_counter()
    action()
    wait(device)
    return time.perf_counter() - start


def wait(device: str) -> None:
    """Until a GPU has done what it was given."""
    if device.startswith("cuda"):
        torch.cuda.synchronize(device)
