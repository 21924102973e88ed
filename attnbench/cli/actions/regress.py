"""Measure or read two result sets, and compare them."""

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from attnbench.cli.actions.regress_report import check_formats, give_report
from attnbench.cli.commands.regress import Regress
from attnbench.cli.errors import refuse_beside
from attnbench.cli.tables import make_folder, write_bytes
from attnbench.engine.executors.table import build_executor
from attnbench.errors import WrongUse
from attnbench.files import write_file
from attnbench.lazy import lazy
from attnbench.regression.result_sets import result_set_of
from attnbench.study import DEFAULT_ROOT
from attnreport.history.entry import entry_of
from attnreport.history.journal import append
from attnreport.regression.compare import compare
from attnreport.regression.finding import Verdict
from attnreport.regression.judges.interleaved import MOST_SESSIONS, unsettled
from attnreport.regression.metric import Metric
from attnreport.regression.metrics.table import default_metrics, metrics_in, metrics_of
from attnreport.regression.precision import is_precise
from attnreport.regression.report import RegressionReport
from attnreport.regression.result_set import ResultSet, dump
from attnreport.regression.rules import PYPROJECT, Rules, read_rules, ruled

if TYPE_CHECKING:
    from attnbench.cli import planning, progress
    from attnbench.engine.executors.executor import Executor
    from attnbench.plan.plan import Plan
    from attnbench.regression import fresh, interleaved
    from attnbench.regression.sides import Pair
else:  # They load torch, which two stored result sets do not need.
    planning = lazy("attnbench.cli.planning")
    progress = lazy("attnbench.cli.progress")
    fresh = lazy("attnbench.regression.fresh")
    interleaved = lazy("attnbench.regression.interleaved")

ALWAYS = ("baseline", "baseline_ref", "metrics", "rules", "history", "format", "output")
"""The options that serve whatever is compared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """How result sets are compared."""

    metrics: Sequence[Metric] | None
    """None takes all that the baseline has."""
    rules: Rules
    command: str
    """What was typed, for the records."""
    folder: Path | None
    """Where what is measured is kept; None takes one below `attnbench-studies`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What came of it."""

    report: RegressionReport
    after: ResultSet


def run(request: Regress) -> None:
    """Measure or read both result sets and show what got worse; the exit code says it too.

    Raises:
        ValueError: of the kind that names what cannot be read, measured, compared or written.
    """
    _refuse_superfluous(request)
    check_formats(request.format, request.output)
    for folder in filter(None, (request.output, request.history)):
        make_folder(folder)
    wish = Wish(
        metrics=None if request.metrics is None else metrics_of(request.metrics),
        rules=find_rules(request.rules),
        command=request.invocation.command,
        folder=request.output,
    )
    found = _compared(request, wish)
    give_report(found.report, request.format, request.output)
    if request.history is not None:
        append(request.history, entry_of(found.report, found.after))
    if found.report.exit_code:
        raise typer.Exit(found.report.exit_code)


def _refuse_superfluous(request: Regress) -> None:
    """Refuse what the way of comparing does not need."""
    if (request.baseline is None) == (request.baseline_ref is None):
        raise WrongUse("pass either --baseline (a file or a study) or --baseline-ref (a git ref)")
    typed = request.invocation.typed
    if request.baseline is not None:
        refuse_beside("baseline", [name for name in typed if name not in (*ALWAYS, "current")])
    else:
        refuse_beside("baseline_ref", [name for name in typed if name == "current"])


def _compared(request: Regress, wish: Wish) -> Found:
    if request.baseline is None:
        plan = planning.make_plan(request.settings, planning.read_modules(request.modules))
        return of_reference(plan, str(request.baseline_ref), wish, request.seconds)
    if request.current is None:
        with closing(build_executor()) as executor:
            return of_today(request.baseline, wish, executor)
    return of_stored(request.baseline, request.current, wish)


def of_stored(baseline: Path, current: Path, wish: Wish) -> Found:
    """Two stored result sets; loads no torch.

    Raises:
        WrongUse: if one is neither a result set nor a study.
        UnreadableBaseline: if a file is damaged.
        UnreadableRecord: if a record of a study is damaged.
        NotComparable: if they are of different networks.
        NothingCompared: if nothing is in both.
    """
    before, after = result_set_of(baseline), result_set_of(current)
    return Found(report=_compare(before, after, wish, _metrics(wish, before)), after=after)


def of_today(baseline: Path, wish: Wish, executor: "Executor") -> Found:
    """A stored result set, and its plan measured now; times that got worse once more.

    Raises:
        WrongUse: if it is neither a result set nor a study, its plan cannot be measured, or the
            folder cannot be written.
        UnreadableBaseline: if the file is damaged.
        UnreadableRecord: if a record of the study is damaged.
        NothingCompared: if nothing of it can be measured again.
    """
    before = result_set_of(baseline)
    metrics = _metrics(wish, before)
    asked = fresh.asked_again(before, metrics)
    folder = _folder(wish)
    # Another run into the same folder must measure again.
    records = folder / f"measured-{_now()}"
    timed = tuple(metric for metric in asked.metrics if metric.is_timed)
    after, wanted = None, asked.metrics
    for session in range(1, MOST_SESSIONS + 1):
        with progress.ConsoleProgress() as shown:
            new = fresh.measure_again(
                *(asked.plan, wanted, records / f"session-{session}"),
                *(wish.command, shown, executor),
            )
        after = new if after is None else replace(after, records=(*after.records, *new.records))
        write_bytes(folder / "current.json", dump(after))
        report = _compare(before, after, wish, metrics, asked.refused)
        if not _has_worse_times(report):
            break
        wanted = timed
    assert after is not None
    cannot = (f"{row} cannot be built any more: {why}" for row, why in asked.cannot.items())
    return Found(report=replace(report, refused=(*report.refused, *cannot)), after=after)


def of_reference(plan: "Plan", reference: str, wish: Wish, most_s: float) -> Found:
    """The working tree's code beside a reference's, measured in turns.

    Args:
        plan: Of the rows.
        reference: A branch, a tag or a commit.
        wish: How they are compared.
        most_s: Seconds of one session.

    Raises:
        WrongUse: if there is no such reference, it cannot run the plan or is the same code, or the
            folder cannot be written.
        NothingCompared: if no row is in both versions.
    """
    metrics = ruled(default_metrics() if wish.metrics is None else wish.metrics, wish.rules)
    folder = _folder(wish)

    def report_of(pair: "Pair") -> RegressionReport:
        return _compare(*pair, wish, metrics)

    def keep(pair: "Pair") -> None:
        for name, results in zip(("baseline", "current"), pair, strict=True):
            write_file(folder / f"{name}.json", dump(results))

    with progress.shown_share("measuring") as report:
        pair = interleaved.side_by_side(
            plan,
            reference,
            metrics,
            command=wish.command,
            most_s=most_s,
            says_enough=lambda so_far: is_precise(report_of(so_far), metrics),
            is_settled=lambda so_far: not unsettled(report_of(so_far), len(so_far[0].again)),
            keep=keep,
            report=report,
        )
    typer.echo(f"wrote what was measured into {folder}", err=True)
    return Found(report=report_of(pair), after=pair[1])


def _has_worse_times(report: RegressionReport) -> bool:
    return any(
        finding.metric.is_timed and finding.verdict is Verdict.REGRESSED
        for finding in report.findings
    )


def _metrics(wish: Wish, before: ResultSet) -> Sequence[Metric]:
    return ruled(metrics_in(before) if wish.metrics is None else wish.metrics, wish.rules)


def _compare(
    before: ResultSet,
    after: ResultSet,
    wish: Wish,
    metrics: Sequence[Metric],
    unmeasured: Mapping[Metric, str] | None = None,
) -> RegressionReport:
    must_answer = wish.metrics is not None
    return compare(before, after, metrics, must_answer=must_answer, unmeasured=unmeasured)


def _folder(wish: Wish) -> Path:
    folder = wish.folder or DEFAULT_ROOT / f"regress-{_now()}"
    make_folder(folder)
    return folder


def _now() -> str:
    return datetime.now(UTC).strftime("%Y%m%d-%H%M%S-%f")


def find_rules(file: Path | None) -> Rules:
    """The rules of a file; of `pyproject.toml` here if none is named; else none.

    Raises:
        WrongUse: if the file cannot be read.
        BadRules: if it holds none.
    """
    if file is None and not Path(PYPROJECT).is_file():
        return {}
    place = file or Path(PYPROJECT)
    try:
        return read_rules(place.read_text(encoding="utf-8"), str(place))
    except (OSError, UnicodeDecodeError) as error:
        raise WrongUse(f"cannot read rules {place}: {error}; pass a readable file") from error
