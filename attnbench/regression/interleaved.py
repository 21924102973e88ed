"""Two versions of the code measured side by side in one run."""

import sys
from collections.abc import Callable, Sequence, Set
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

from attnbench.plan import Plan
from attnbench.regression.family import Family
from attnbench.regression.process import Process
from attnbench.regression.sides import Sides, started
from attnbench.regression.sitting import Report, Seconds, Times, sit
from attnbench.regression.version import now, portable, then
from attnbench.regression.worktree import checked_out, working_tree
from attnreport.record import AnyRecord, SpeedRecord
from attnreport.regression.metric import Kind, Metric
from attnreport.regression.result_set import ResultSet

MOST_SITTINGS = 3
"""What cannot be told after so many is too noisy."""

Pair = tuple[ResultSet, ResultSet]
"""What the reference gave, and what the current code gave."""


def side_by_side(
    plan: Plan,
    reference: str,
    metrics: Sequence[Metric],
    *,
    command: str,
    most_s: float,
    says_enough: Callable[[Pair], bool],
    is_settled: Callable[[Pair], bool],
    keep: Callable[[Pair], None],
    report: Report,
) -> Pair:
    """Measure the working tree's code and a reference's, process beside process.

    Args:
        plan: Of the rows; run in the repository's folder.
        reference: A branch, a tag or a commit.
        metrics: What is compared.
        command: What the user typed, for the records.
        most_s: Seconds of one sitting.
        says_enough: Is asked within a sitting whether it has lasted long enough.
        is_settled: Is asked after each sitting whether another one would tell nothing new.
        keep: Is given what there is after each sitting.
        report: Is told the progress.

    Raises:
        WrongUse: if there is no such reference, or it cannot run the plan.
    """
    folder = Path.cwd()
    tree = working_tree(folder)
    asked = portable(plan, tree, folder)
    with checked_out(tree.root, reference) as checkout:
        current = now(tree, folder, sys.path)
        before = _empty(asked, reference, checkout.commit)
        after = _empty(asked, current.name, tree.commit)
        timed = [metric.name for metric in metrics if metric.kind is Kind.TIME]
        old = then(reference, checkout, current)
        for sitting in range(MOST_SITTINGS if timed else 1):
            report(0.0, "starting")
            with (
                Family(current, old) as family,
                started(family, old, current, asked, command, are_timed=bool(timed)) as sides,
            ):
                if sitting == 0:
                    before, after = measured_once((before, after), sides, asked, metrics)
                if timed:
                    before, after = timed_once(
                        (before, after),
                        sides,
                        timed,
                        threads=asked.timing_threads,
                        most_s=most_s,
                        says_enough=says_enough,
                        report=report,
                    )
            keep((before, after))
            if is_settled((before, after)):
                break
    return before, after


def _empty(plan: Plan, name: str, commit: str) -> ResultSet:
    return ResultSet(name=name, commit=commit, plan=plan.to_toml(), records=())


def measured_once(pair: Pair, sides: Sides, plan: Plan, metrics: Sequence[Metric]) -> Pair:
    """Both sets with what needs no repetition: sizes and outputs, memory, training."""
    before, after = pair
    rows = [str(variant) for variant in plan.variants]
    return (
        replace(before, records=_fixed(sides.reference, sides.known, plan, metrics)),
        replace(after, records=_fixed(sides.current, rows, plan, metrics)),
    )


def _fixed(
    process: Process, rows: Sequence[str], plan: Plan, metrics: Sequence[Metric]
) -> tuple[AnyRecord, ...]:
    # A row that cannot be built says so in its record of the cost.
    costs = [process.measure(row) for row in rows]
    kinds = {metric.kind for metric in metrics}
    seeds = plan.seeds if Kind.SCORE in kinds else ()
    training = [process.measure(row, seed) for seed in seeds for row in rows]
    measured = (*costs, *training)
    if Kind.MEMORY not in kinds:
        return measured
    named = {metric.name for metric in metrics}
    return (*measured, _memory(process, rows, named))


def _memory(process: Process, rows: Sequence[str], metrics: Set[str]) -> SpeedRecord:
    """A record of the speed without times."""
    peaks = {name: process.peaks(name) for name in ("memory", "train_memory") if name in metrics}
    return replace(
        process.header(rows),
        key="speed-memory",
        peak_forward_bytes=peaks.get("memory", {}),
        peak_train_step_bytes=peaks.get("train_memory", {}),
    )


def timed_once(
    pair: Pair,
    sides: Sides,
    metrics: Sequence[str],
    *,
    threads: int,
    most_s: float,
    says_enough: Callable[[Pair], bool],
    report: Report,
) -> Pair:
    """Both sets with one more sitting of the speed."""
    name = uuid4().hex[:12]
    headers = [process.header(sides.rows) for process in sides.all]

    def with_times(times: Times) -> Pair:
        reference, current, again = (
            _record(header, name, seconds, times.block_rounds)
            for header, seconds in zip(headers, times.seconds, strict=True)
        )
        before, after = pair
        return (
            replace(before, records=(*before.records, reference), again=(*before.again, again)),
            replace(after, records=(*after.records, current)),
        )

    times = sit(
        sides.all,
        metrics,
        sides.rows,
        threads=threads,
        most_s=most_s,
        says_enough=lambda so_far: says_enough(with_times(so_far)),
        report=report,
    )
    return with_times(times)


def _record(
    header: SpeedRecord, sitting: str, seconds: Seconds, block_rounds: Sequence[int]
) -> SpeedRecord:
    times = {
        metric: {row: tuple(values) for row, values in by_row.items()}
        for metric, by_row in seconds.items()
    }
    return replace(
        header,
        key=f"speed-{sitting}",
        sitting=sitting,
        block_rounds=tuple(block_rounds),
        latency_s=times.get("latency", {}),
        forward_s=times.get("throughput", {}),
        train_step_s=times.get("train_step", {}),
    )
