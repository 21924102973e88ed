"""Two versions of the code measured side by side in one run."""

import sys
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import partial
from pathlib import Path
from uuid import uuid4

from attnbench.plan.plan import Plan
from attnbench.regression.family import Family
from attnbench.regression.once import measured_once
from attnbench.regression.session import Report, Seconds, Times, take_turns
from attnbench.regression.sides import Pair, Sides, started
from attnbench.regression.version import (
    Version,
    now,
    portable,
    refuse_absent_submodules,
    refuse_mixed_code,
    then,
)
from attnbench.regression.worktree import checked_out, working_tree
from attnreport.record import SpeedRecord
from attnreport.regression.judges.interleaved import MOST_SESSIONS
from attnreport.regression.metric import Metric
from attnreport.regression.result_set import ResultSet

Start = Callable[[], AbstractContextManager[Sides]]


def side_by_side(
    plan: Plan,
    reference: str,
    metrics: Sequence[Metric],
    *,
    command: str,
    most_s: float,
    is_enough: Callable[[Pair], bool],
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
        most_s: Seconds of one session.
        is_enough: Whether a session has lasted long enough; called now and then within it.
        is_settled: Whether another session would tell nothing new; called after each.
        keep: Takes the sets after each session.
        report: Takes the progress.

    Raises:
        WrongUse: if there is no such reference, a version cannot run the plan, or both are the same
            code.
        NothingCompared: if the reference has none of the modules.
    """
    folder = Path.cwd()
    tree = working_tree(folder)
    plan = portable(plan, tree, folder)
    timed = [metric.name for metric in metrics if metric.is_timed]
    with checked_out(tree.root, reference) as checkout:
        current = now(tree, folder, sys.path)
        old = then(reference, checkout, current)
        refuse_absent_submodules(plan, current, old)
        report(0.0, "starting")
        with Family(current, old) as family:
            start = partial(started, family, old, current, plan, command)
            with start(are_timed=False) as sides:
                pair = (_empty(plan, old), _empty(plan, current))
                pair = measured_once(pair, sides, plan, metrics)
                # Now all is imported that is measured.
                imported = (sides.reference.files(), sides.current.files())
                refuse_mixed_code(*imported, old, current)
            keep(pair)
            if timed:
                pair = in_turns(
                    pair,
                    partial(start, are_timed=True),
                    timed,
                    threads=plan.timing_threads,
                    most_s=most_s,
                    is_enough=is_enough,
                    is_settled=is_settled,
                    keep=keep,
                    report=report,
                )
    return pair


def in_turns(
    pair: Pair,
    start: Start,
    metrics: Sequence[str],
    *,
    threads: int,
    most_s: float,
    is_enough: Callable[[Pair], bool],
    is_settled: Callable[[Pair], bool],
    keep: Callable[[Pair], None],
    report: Report,
) -> Pair:
    """Both sets with sessions of the speed, as many as it takes, each with processes of its own.

    Args:
        pair: The sets before.
        start: Starts the processes of a session.
        metrics: What is timed: latency, throughput, train_step.
        threads: CPU threads of a process.
        most_s: Seconds of one session.
        is_enough: Whether a session has lasted long enough; called now and then within it.
        is_settled: Whether another session would tell nothing new; called after each.
        keep: Takes the sets after each session.
        report: Takes the progress.
    """
    for _ in range(MOST_SESSIONS):
        with start() as sides:
            pair = timed_once(
                pair,
                sides,
                metrics,
                threads=threads,
                most_s=most_s,
                is_enough=is_enough,
                report=report,
            )
        keep(pair)
        if is_settled(pair):
            break
    return pair


def _empty(plan: Plan, of: Version) -> ResultSet:
    return ResultSet(name=of.name, commit=of.checkout.commit, plan=plan.to_toml(), records=())


def timed_once(
    pair: Pair,
    sides: Sides,
    metrics: Sequence[str],
    *,
    threads: int,
    most_s: float,
    is_enough: Callable[[Pair], bool],
    report: Report,
) -> Pair:
    """Both sets with one more session of the speed."""
    name = uuid4().hex[:12]
    headers = [process.header(sides.rows) for process in sides.all]

    def measured(times: Times) -> Pair:
        reference, current, again = (
            with_times(header, name, seconds, times.block_rounds)
            for header, seconds in zip(headers, times.seconds, strict=True)
        )
        before, after = pair
        return (
            replace(before, records=(*before.records, reference), again=(*before.again, again)),
            replace(after, records=(*after.records, current)),
        )

    times = take_turns(
        sides.all,
        metrics,
        sides.rows,
        threads=threads,
        most_s=most_s,
        is_enough=lambda so_far: is_enough(measured(so_far)),
        report=report,
    )
    return measured(times)


def with_times(
    header: SpeedRecord, session: str, seconds: Seconds, block_rounds: Sequence[int]
) -> SpeedRecord:
    """A record of the speed with the times of a session."""
    times = {
        metric: {row: tuple(values) for row, values in by_row.items()}
        for metric, by_row in seconds.items()
    }
    return replace(
        header,
        key=f"speed-{session}",
        session=session,
        block_rounds=tuple(block_rounds),
        latency_s=times.get("latency", {}),
        forward_s=times.get("throughput", {}),
        train_step_s=times.get("train_step", {}),
    )
