"""Measure or read two result sets, and compare them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from attnbench.cli.tables import make_folder, write_bytes
from attnbench.errors import WrongUse
from attnbench.files import write_file
from attnbench.regression.result_sets import result_set_of
from attnbench.study import DEFAULT_ROOT
from attnreport.regression.compare import compare
from attnreport.regression.finding import Verdict
from attnreport.regression.judges.interleaved import MOST_SESSIONS, unsettled
from attnreport.regression.metric import Metric
from attnreport.regression.metrics.table import default_metrics, metrics_in
from attnreport.regression.precision import is_precise
from attnreport.regression.report import RegressionReport
from attnreport.regression.result_set import ResultSet, dump
from attnreport.regression.rules import PYPROJECT, Rules, read_rules, ruled

if TYPE_CHECKING:
    from attnbench.engine.executors.executor import Executor
    from attnbench.plan.plan import Plan
    from attnbench.regression.sides import Pair


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
    from attnbench.cli.progress import ConsoleProgress  # noqa: PLC0415 - loads torch, as all below
    from attnbench.regression.fresh import asked_again, measure_again  # noqa: PLC0415

    before = result_set_of(baseline)
    metrics = _metrics(wish, before)
    asked = asked_again(before, metrics)
    folder = _folder(wish)
    # Another run into the same folder must measure again.
    records = folder / f"measured-{_now()}"
    timed = tuple(metric for metric in asked.metrics if metric.is_timed)
    after, wanted = None, asked.metrics
    for session in range(1, MOST_SESSIONS + 1):
        with ConsoleProgress() as progress:
            new = measure_again(
                *(asked.plan, wanted, records / f"session-{session}"),
                *(wish.command, progress, executor),
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
    from attnbench.cli.progress import shown_share  # noqa: PLC0415
    from attnbench.regression.interleaved import side_by_side  # noqa: PLC0415 - loads torch

    metrics = ruled(default_metrics() if wish.metrics is None else wish.metrics, wish.rules)
    folder = _folder(wish)

    def report_of(pair: "Pair") -> RegressionReport:
        return _compare(*pair, wish, metrics)

    def keep(pair: "Pair") -> None:
        for name, results in zip(("baseline", "current"), pair, strict=True):
            write_file(folder / f"{name}.json", dump(results))

    with shown_share("measuring") as report:
        pair = side_by_side(
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
