"""Networks take turns, and every one gets every round."""

import torch
from torch import Tensor, nn

from attnbench.cost.speed import FEWEST_ROUNDS, WARM_UPS, time_forward


class Named(nn.Module):
    """Writes its name into a list that all share."""

    def __init__(self, name: str, log: list[str]) -> None:
        super().__init__()
        self.name = name
        self.log = log

    def forward(self, x: Tensor) -> Tensor:
        self.log.append(self.name)
        return x


def test_each_round_has_every_network_once_in_changing_order() -> None:
    log: list[str] = []
    networks = {name: Named(name, log) for name in "abc"}
    shares: list[float] = []
    seconds = time_forward(
        networks,
        torch.zeros(1, 3, 4, 4),
        rounds=20,
        precision="fp32",
        report=lambda share, _words: shares.append(share),
    )
    assert {name: len(values) for name, values in seconds.items()} == {"a": 20, "b": 20, "c": 20}
    timed = log[3 * WARM_UPS :]
    rounds = ["".join(timed[start : start + 3]) for start in range(0, len(timed), 3)]
    assert {"".join(sorted(order)) for order in rounds} == {"abc"}
    assert len(set(rounds)) > 3
    assert shares[-1] == 1.0


def test_few_rounds_are_raised_to_the_fewest() -> None:
    seconds = time_forward(
        {"a": nn.Identity()},
        torch.zeros(1, 3, 4, 4),
        rounds=1,
        precision="bf16",
        report=lambda *_: None,
    )
    assert len(seconds["a"]) == FEWEST_ROUNDS
