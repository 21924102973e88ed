"""Peak memory is the fullest moment of an action, the same in every run."""

import torch
from torch import Tensor, nn

from attnbench.cost.memory import peak_bytes

KIB = 1024


def kib(count: int) -> Tensor:
    return torch.zeros(count * KIB, dtype=torch.uint8)


def test_the_fullest_moment_counts_and_not_the_sum() -> None:
    def action() -> None:
        first = kib(300)
        del first
        second, third = kib(100), kib(150)
        del second, third

    assert peak_bytes(action, list, "cpu") == 300 * KIB


def test_what_is_held_before_is_added_and_what_is_freed_taken_off() -> None:
    held = {"weights": kib(200), "gradient": kib(100)}

    def action() -> None:
        held.pop("gradient")
        held["gradient"] = kib(100)

    assert peak_bytes(action, held.values, "cpu") == 300 * KIB


def test_a_training_step_repeats_to_the_byte_and_holds_more_than_its_parts() -> None:
    network = nn.Sequential(nn.Linear(256, 256), nn.ReLU(), nn.Linear(256, 256))
    x = torch.zeros(64, 256)

    def step() -> None:
        network.zero_grad()
        network(x).sum().backward()

    def held() -> list[Tensor]:
        weights = list(network.parameters())
        return [*weights, *(weight.grad for weight in weights if weight.grad is not None)]

    peaks = {peak_bytes(step, held, "cpu") for _ in range(3)}
    weights = 4 * sum(p.numel() for p in network.parameters())
    (peak,) = peaks
    assert peak > 2 * weights
