"""Seconds of actions that take turns."""

import time
from collections.abc import Callable, Mapping

import numpy as np
import torch

WARM_UPS = 3
FEWEST_ROUNDS = 8
BUDGET_S = 12.0
"""Slow actions get as many rounds as fit in this time."""

Action = Callable[[], object]
Progress = Callable[[float, str], None]
"""Takes the share that is done, and words for it."""


def time_in_turns(
    actions: Mapping[str, Action], *, rounds: int, device: str, report: Progress
) -> dict[str, tuple[float, ...]]:
    """Time one call of each action per round, in a new random order each round.

    Slow drifts of the machine and its caches then affect all actions alike: the ratio of two
    actions within a round can be trusted, seconds cannot.

    Args:
        actions: By name, what to time.
        rounds: Maximum number of rounds.
        device: The device of the actions; a GPU is waited for before and after each call.
        report: Called with the progress before each warm-up and after each round.

    Returns:
        Seconds by name, one value per round.
    """
    names = list(actions)
    for number in range(WARM_UPS):
        report(0.0, f"warm-up {number + 1} of {WARM_UPS}")
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
    """Seconds of one call, from and to a moment when the GPU is idle."""
    wait(device)
    start = time.perf_counter()
    action()
    wait(device)
    return time.perf_counter() - start


def wait(device: str) -> None:
    """Wait until a GPU has finished its work."""
    if device.startswith("cuda"):
        torch.cuda.synchronize(device)
