"""One sitting: several processes take turns, one call at a time, until the times say enough."""

import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from attnbench.regression.process import Process

FEWEST_BLOCKS = 6
"""Blocks are what an interval is made of: fewer would make it too wide to say anything."""
BLOCK_S = 0.8
"""Seconds of a block: several times as long as the machine's own ups and downs."""
FEWEST_ROUNDS, MOST_ROUNDS = 3, 40
"""Of a block."""

Report = Callable[[float, str], None]

Seconds = dict[str, dict[str, list[float]]]
"""By metric and row, one value a round."""


@dataclass(slots=True)
class Times:
    """What a sitting has measured; it grows while it sits."""

    seconds: list[Seconds]
    """Of each process."""
    block_rounds: list[int] = field(default_factory=list)
    """Rounds of each block."""


def sit(
    processes: Sequence[Process],
    metrics: Sequence[str],
    rows: Sequence[str],
    *,
    threads: int,
    most_s: float,
    says_enough: Callable[[Times], bool],
    report: Report,
) -> Times:
    """Time every row in every process, each round in another random order.

    In each block every network lies elsewhere in memory, and all processes run on the same cores,
    another choice of them in each block: two cores of one machine differ in speed at times by more
    than two versions of the code.

    Args:
        processes: With the rows' networks built.
        metrics: What is timed: latency, throughput, train_step.
        rows: Variants, the baseline among them.
        threads: CPU threads of a process.
        most_s: Seconds after which no block is begun, once there are enough to say anything.
        says_enough: Is asked after each block.
        report: Is told the progress.
    """
    times = Times([{m: {row: [] for row in rows} for m in metrics} for _ in processes])
    random = np.random.default_rng()
    calls = [(metric, row) for metric in metrics for row in rows]
    start, round_s = time.perf_counter(), 0.0
    while len(times.block_rounds) < FEWEST_BLOCKS or (
        time.perf_counter() - start < most_s and not says_enough(times)
    ):
        block = len(times.block_rounds)
        for process in processes:
            process.place(metrics, _cores(block, threads))
        for process in processes:
            process.placed()
        rounds = min(max(FEWEST_ROUNDS, int(BLOCK_S / round_s)), MOST_ROUNDS) if block else 5
        began = time.perf_counter()
        for _ in range(rounds):
            for metric, row in random.permutation(calls):
                for index in random.permutation(len(processes)):
                    seconds = processes[index].time(str(metric), str(row))
                    times.seconds[index][str(metric)][str(row)].append(seconds)
        round_s = (time.perf_counter() - began) / rounds
        times.block_rounds.append(rounds)
        share = min(1.0, (time.perf_counter() - start) / most_s)
        report(share, f"block {block + 1}")
    return times


def _cores(block: int, threads: int) -> list[int]:
    """The cores of a block: so many as there are threads, others in the next."""
    there = os.cpu_count() or 1
    return [(block * threads + index) % there for index in range(min(threads, there))]
