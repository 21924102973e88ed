"""One timing session: processes take turns, one call at a time, until the times say enough."""

import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from random import Random

from attnbench.regression.process import Process
from attnreport.regression.judges.looks import FEWEST_BLOCKS, look_after

BLOCK_S = 0.2
"""Seconds of a block: several times as long as the machine's own ups and downs."""
PLACED_FOR = 5
"""Blocks after which every network gets another place in memory, and the processes other cores."""
FEWEST_ROUNDS, MOST_ROUNDS = 2, 40
"""In a block."""

RANDOM = Random()

Report = Callable[[float, str], None]

Seconds = dict[str, dict[str, list[float]]]
"""By metric and row, one value a round."""


@dataclass(slots=True)
class Times:
    """What a session has measured; it grows while the session lasts."""

    seconds: list[Seconds]
    """One for each process."""
    block_rounds: list[int] = field(default_factory=list)
    """Rounds of each block."""


def take_turns(
    processes: Sequence[Process],
    metrics: Sequence[str],
    rows: Sequence[str],
    *,
    threads: int,
    most_s: float,
    is_enough: Callable[[Times], bool],
    report: Report,
) -> Times:
    """Time every row in every process, each round in another random order.

    All processes run on the same cores, since two cores of one machine differ in speed at times by
    more than two versions of the code. After some blocks the cores are others, and every network
    lies elsewhere in memory.

    Args:
        processes: With the rows' networks built.
        metrics: What is timed: latency, throughput, train_step.
        rows: Variants, the baseline among them.
        threads: CPU threads of a process.
        most_s: Seconds after which it ends, once there are enough blocks to say anything.
        is_enough: Whether the times say enough; called at each look.
        report: Takes the progress.
    """
    times = Times([{m: {row: [] for row in rows} for m in metrics} for _ in processes])
    calls = [(metric, row) for metric in metrics for row in rows]
    start = time.perf_counter()
    rounds, look = 0, look_after(0)
    while True:
        block = len(times.block_rounds)
        is_over = block >= FEWEST_BLOCKS and time.perf_counter() - start >= most_s
        if is_over or (block == look and is_enough(times)):
            return times
        if block == look:
            look = look_after(look)
        if block % PLACED_FOR == 0:
            _place(processes, metrics, _cores(block // PLACED_FOR, threads))
        rounds = rounds or _rounds_of_a_block(processes, calls)
        for _ in range(rounds):
            for index, metric, row, seconds in _round(processes, calls):
                times.seconds[index][metric][row].append(seconds)
        times.block_rounds.append(rounds)
        share = min(1.0, (time.perf_counter() - start) / most_s)
        report(share, f"block {block + 1}")


def _place(processes: Sequence[Process], metrics: Sequence[str], cores: Sequence[int]) -> None:
    for process in processes:
        process.place(metrics, cores)
    for process in processes:
        process.placed()


def _rounds_of_a_block(processes: Sequence[Process], calls: Sequence[tuple[str, str]]) -> int:
    start = time.perf_counter()
    for _ in _round(processes, calls):
        pass
    round_s = time.perf_counter() - start
    return min(max(FEWEST_ROUNDS, int(BLOCK_S / round_s)), MOST_ROUNDS)


def _round(
    processes: Sequence[Process], calls: Sequence[tuple[str, str]]
) -> Iterator[tuple[int, str, str, float]]:
    """Each call in each process, one process after the other, in a random order."""
    for metric, row in RANDOM.sample(calls, len(calls)):
        for index in RANDOM.sample(range(len(processes)), len(processes)):
            yield index, metric, row, processes[index].time(metric, row)


def _cores(choice: int, threads: int) -> list[int]:
    """As many cores as threads, others for the next choice."""
    cores = sorted(os.sched_getaffinity(0))
    used = min(threads, len(cores))
    return [cores[(choice * threads + index) % len(cores)] for index in range(used)]
