"""Measure one or both of the result sets that `attnbench regress` compares."""

from dataclasses import replace
from pathlib import Path

from attnbench.cli.actions.regress_comparison import Compared, Comparison, now
from attnbench.cli.feedback import Feedback
from attnbench.engine.executors.executor import Executor
from attnbench.files import write_file
from attnbench.plan.plan import Plan
from attnbench.regression.fresh import measure_again, plan_again
from attnbench.regression.interleaved import side_by_side
from attnbench.regression.result_sets import result_set_of
from attnbench.regression.sides import Pair
from attnreport.regression.finding import Verdict
from attnreport.regression.judges.interleaved import MOST_SESSIONS, unsettled
from attnreport.regression.precision import is_precise
from attnreport.regression.report import RegressionReport
from attnreport.regression.result_set import dump


def measure_today(
    baseline: Path, comparison: Comparison, executor: Executor, feedback: Feedback
) -> Compared:
    """Compare a stored result set with its plan measured now; times that got worse once more.

    Args:
        baseline: A file or a study's folder.
        comparison: How they are compared.
        executor: Runs the cells.
        feedback: Takes the progress.

    Raises:
        WrongUse: if it is neither a result set nor a study, its plan cannot be measured, or the
            folder cannot be written.
        UnreadableBaseline: if the file is damaged.
        UnreadableRecord: if a record of the study is damaged.
        NothingCompared: if nothing of it can be measured again.
    """
    before = result_set_of(baseline)
    metrics = comparison.metrics_of(before)
    again = plan_again(before, metrics)
    folder = comparison.folder()
    # Another run into the same folder must measure again.
    records = folder / f"measured-{now()}"
    after, wanted = None, again.metrics
    for session in range(1, MOST_SESSIONS + 1):
        with feedback.progress(resumes=False) as progress:
            new = measure_again(
                *(again.plan, wanted, records / f"session-{session}"),
                *(comparison.command, progress, executor),
            )
        after = new if after is None else replace(after, records=(*after.records, *new.records))
        write_file(folder / "current.json", dump(after))
        report = comparison.compare(before, after, metrics, again.refused)
        if not _has_worse_times(report):
            break
        wanted = tuple(metric for metric in again.metrics if metric.is_timed)
    assert after is not None
    feedback.tell(f"wrote {folder / 'current.json'}")
    unbuilt = (f"{row} cannot be built any more: {why}" for row, why in again.unbuilt.items())
    return Compared(report=replace(report, refused=(*report.refused, *unbuilt)), after=after)


def _has_worse_times(report: RegressionReport) -> bool:
    return any(
        finding.metric.is_timed and finding.verdict is Verdict.REGRESSED
        for finding in report.findings
    )


def measure_side_by_side(
    plan: Plan, reference: str, comparison: Comparison, most_s: float, feedback: Feedback
) -> Compared:
    """Compare the working tree's code with a reference's, measured in turns.

    Args:
        plan: Of the rows.
        reference: A branch, a tag or a commit.
        comparison: How they are compared.
        most_s: Seconds of one session.
        feedback: Takes the progress.

    Raises:
        WrongUse: if there is no such reference, it cannot run the plan or is the same code, or the
            folder cannot be written.
        NothingCompared: if no row is in both versions.
    """
    metrics = comparison.metrics_of(None)
    folder = comparison.folder()

    def report_of(pair: Pair) -> RegressionReport:
        return comparison.compare(*pair, metrics)

    def keep(pair: Pair) -> None:
        for name, results in zip(("baseline", "current"), pair, strict=True):
            write_file(folder / f"{name}.json", dump(results))

    with feedback.share("measuring") as share:
        pair = side_by_side(
            plan,
            reference,
            metrics,
            command=comparison.command,
            most_s=most_s,
            is_enough=lambda so_far: is_precise(report_of(so_far), metrics),
            is_settled=lambda so_far: not unsettled(report_of(so_far), len(so_far[0].again)),
            keep=keep,
            report=share,
        )
    feedback.tell(f"wrote the measured records into {folder}")
    return Compared(report=report_of(pair), after=pair[1])
