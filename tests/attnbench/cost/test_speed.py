"""Rows take turns, and every one gets every round."""

from attnbench.cost.speed import FEWEST_ROUNDS, WARM_UPS, time_in_turns


def test_each_round_has_every_row_once_in_changing_order() -> None:
    log: list[str] = []
    shares: list[float] = []
    seconds = time_in_turns(
        {name: lambda name=name: log.append(name) for name in "abc"},  # type: ignore[misc]
        rounds=20,
        device="cpu",
        report=lambda share, _words: shares.append(share),
    )
    assert {name: len(values) for name, values in seconds.items()} == {"a": 20, "b": 20, "c": 20}
    timed = log[3 * WARM_UPS :]
    rounds = ["".join(timed[start : start + 3]) for start in range(0, len(timed), 3)]
    assert {"".join(sorted(order)) for order in rounds} == {"abc"}
    assert len(set(rounds)) > 3
    assert shares[-1] == 1.0


def test_few_rounds_are_raised_to_the_fewest() -> None:
    seconds = time_in_turns({"a": lambda: None}, rounds=1, device="cpu", report=lambda *_: None)
    assert len(seconds["a"]) == FEWEST_ROUNDS
