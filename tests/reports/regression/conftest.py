"""Result sets of planted records, and sittings whose noise is simulated."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Protocol

import numpy as np
import pytest

from attnreport.record import AnyRecord, SpeedRecord
from attnreport.regression.cells import Pair, cells_of
from attnreport.regression.result_set import ResultSet

MakeSet = Callable[[Sequence[AnyRecord], Sequence[SpeedRecord]], ResultSet]
MakePair = Callable[..., Pair]


class MakeTurns(Protocol):
    """Records of the reference code, the current code and the reference code again."""

    def __call__(
        self,
        seed: int,
        slower: Mapping[str, float],
        *,
        launches: int = 15,
        rounds: int = 20,
        sitting: str = "s1",
        again_slower: float = 1.0,
        noise: float = 0.1,
    ) -> tuple[SpeedRecord, SpeedRecord, SpeedRecord]:
        """Times of each row of `slower`, the current code's so many times the reference's."""
        ...


def result_set(
    records: Sequence[AnyRecord], again: Sequence[SpeedRecord] = (), name: str = "main"
) -> ResultSet:
    return ResultSet(name=name, plan="", records=tuple(records), again=tuple(again))


@pytest.fixture(scope="session")
def make_set() -> Callable[..., ResultSet]:
    return result_set


@pytest.fixture(scope="session")
def make_pair() -> MakePair:
    def make(
        before: Sequence[AnyRecord],
        after: Sequence[AnyRecord],
        again: Sequence[SpeedRecord] = (),
    ) -> Pair:
        return Pair(before=cells_of(result_set(before, again)), after=cells_of(result_set(after)))

    return make


def machine(random: np.random.Generator, shape: tuple[int, int, int], noise: float) -> np.ndarray:
    """Logarithms of how slow the machine is, by launch, round and process.

    A slow drift that the turns of a round share, heavy-tailed noise of each call, and a small
    offset of each launched process.
    """
    launches, rounds, processes = shape
    steps = random.normal(0, 0.25 * np.sqrt(1 - 0.9**2), launches * rounds)
    drift = np.zeros(launches * rounds)
    for i in range(1, len(drift)):
        drift[i] = 0.9 * drift[i - 1] + steps[i]
    calls = random.standard_t(3, shape) * noise / np.sqrt(2 * 3)
    offsets = random.normal(0, 0.005, (launches, 1, processes))
    return drift.reshape(launches, rounds, 1) + calls + offsets


@pytest.fixture(scope="session")
def make_turns(make_speed: Callable[[Sequence[str]], SpeedRecord]) -> MakeTurns:
    def make(
        seed: int,
        slower: Mapping[str, float],
        *,
        launches: int = 15,
        rounds: int = 20,
        sitting: str = "s1",
        again_slower: float = 1.0,
        noise: float = 0.1,
    ) -> tuple[SpeedRecord, SpeedRecord, SpeedRecord]:
        random = np.random.default_rng(seed)
        blank = replace(
            make_speed(()),
            sitting=sitting,
            launch_rounds=(rounds,) * launches,
            variants=tuple(slower),
            forward_s={},
            train_step_s={},
        )
        times: list[dict[str, tuple[float, ...]]] = [{}, {}, {}]
        for row, factor in slower.items():
            found = machine(random, (launches, rounds, 3), noise).reshape(-1, 3)
            for place, of_process in enumerate((1.0, factor, again_slower)):
                times[place][row] = tuple(0.004 * of_process * np.exp(found[:, place]))
        before, after, again = (replace(blank, latency_s=each) for each in times)
        return before, after, again

    return make
