"""Two result sets -> what became of every metric of every row."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

from attnreport.errors import PortableError
from attnreport.record import BASELINE, Environment, Setting
from attnreport.regression.cells import Pair, cells_of
from attnreport.regression.finding import RED, Finding, Verdict
from attnreport.regression.judges.judging import Note, Refused, Statement, first_sentence, listed
from attnreport.regression.metric import Metric
from attnreport.regression.report import RegressionReport
from attnreport.regression.result_set import ResultSet

SAME: Mapping[str, Callable[[Setting], object]] = {
    "task": lambda setting: setting.task,
    "backbone": lambda setting: setting.backbone,
    "head": lambda setting: setting.head,
    "stem": lambda setting: setting.stem,
    "site": lambda setting: setting.site,
    "input size": lambda setting: setting.input_size,
    "number of classes": lambda setting: setting.num_classes,
}
"""What both sets must have in common before anything can be compared."""


class NotComparable(ValueError):
    """Two sets of different networks."""


class NothingCompared(PortableError):
    """Two sets of which nothing could be compared; says why.

    Args:
        before: The reference results.
        current: What the current set is called.
        metrics: Those that were to be compared.
        new: Rows that the current set alone has.
        refused: Sentences: what could not be compared, and why.
    """

    def __init__(
        self,
        before: ResultSet,
        current: str,
        metrics: Sequence[Metric],
        *,
        new: Collection[str] = (),
        refused: Iterable[str] = (),
    ) -> None:
        lacking = [f"{before.name} does not have {listed(new)}"] if new else []
        failed = _all_failed(before, metrics)
        reasons = [failed] if failed else [*lacking, *(why.rstrip(".") for why in refused)]
        cause = "; ".join(reasons) or "neither has any of the metrics"
        super().__init__(
            f"nothing of {current} could be compared with {before.name}: {cause}; save results "
            "that have them with attnbench baseline save, or choose other modules or metrics"
        )


def _all_failed(results: ResultSet, metrics: Sequence[Metric]) -> str:
    """A sentence if every cell that measures the metrics failed; else an empty text."""
    kinds = {metric.cell for metric in metrics}
    errors = [r.error for r in results.records if not kinds or r.kind in kinds]
    if not errors or None in errors:
        return ""
    return f"all {len(errors)} cells of {results.name} failed ({first_sentence(errors[0] or '')})"


def compare(
    before: ResultSet,
    after: ResultSet,
    metrics: Sequence[Metric],
    *,
    must_answer: bool = False,
    unmeasured: Mapping[Metric, str] | None = None,
) -> RegressionReport:
    """Compare two result sets.

    Args:
        before: The reference results.
        after: The current set.
        metrics: With their rules; what the current set lacks of them is missing.
        must_answer: Whether each of them has to be compared in some row.
        unmeasured: By metric that could not have been compared, a sentence that says why.

    Raises:
        NotComparable: if the sets are of different networks.
        NothingCompared: if no metric of any row but the baseline network's is in both sets, or
            missing from the current one.
    """
    _refuse_different(before, after)
    pair = Pair(before=cells_of(before), after=cells_of(after))
    known = unmeasured or {}
    statements: dict[Metric, list[Statement]] = {
        metric: [Refused(known[metric])] if metric in known else [*_judged(pair, metric)]
        for metric in metrics
    }
    everything = [one for of_metric in statements.values() for one in of_metric]
    findings = [one for one in everything if isinstance(one, Finding)]
    refused = tuple(one.sentence for one in everything if isinstance(one, Refused))
    gaps = (
        *_failed_before(pair, {metric.cell for metric in metrics}),
        *(_unanswered(statements) if must_answer else ()),
    )
    if _is_nothing_compared(findings):
        failed = {row for row, cost in pair.before.costs.items() if cost.error is not None}
        new = {one.row for one in findings if one.verdict is Verdict.NEW} - failed
        raise NothingCompared(before, after.name, metrics, new=new, refused=(*refused, *gaps))
    order = {row: number for number, row in enumerate(pair.rows)}
    return RegressionReport(
        baseline=before.side,
        current=after.side,
        findings=tuple(sorted(findings, key=lambda finding: order[finding.row])),
        refused=(*refused, *gaps),
        is_complete=not gaps,
        notes=(
            *_conditions(before, after),
            *(one.sentence for one in everything if isinstance(one, Note)),
            *(
                f"{metric.title} is in neither set and was left out."
                for metric, of_metric in statements.items()
                if not of_metric
            ),
            *_applied(metrics, pair.rows),
        ),
    )


def _is_nothing_compared(findings: Sequence[Finding]) -> bool:
    """Whether no row is in both sets, or none but the baseline network; what is red counts."""
    if any(finding.verdict in RED for finding in findings):
        return False
    modules = [finding for finding in findings if finding.row != BASELINE]
    return all(finding.verdict is Verdict.NEW for finding in modules or findings)


def _failed_before(pair: Pair, kinds: Collection[str]) -> Iterator[str]:
    """Rows that the reference results could not even count or train, and the current ones could."""
    for row, was in pair.before.costs.items():
        now = pair.after.costs.get(row)
        if was.error is not None and now is not None and now.error is None:
            yield f"{row} is not compared: it failed in the reference results ({was.error})."
    for row, runs in pair.before.runs.items() if "train" in kinds else ():
        errors = [run.error for run in runs.values()]
        now_trained = pair.after.runs.get(row, {}).values()
        if None not in errors and any(run.error is None for run in now_trained):
            yield (
                f"The scores of {row} are not compared: every training failed in the reference "
                f"results ({first_sentence(errors[0] or '')})."
            )


def _unanswered(statements: Mapping[Metric, Sequence[Statement]]) -> Iterator[str]:
    """Metrics of which no row was compared."""
    for metric, of_metric in statements.items():
        findings = (one for one in of_metric if isinstance(one, Finding))
        if all(finding.verdict is Verdict.NEW for finding in findings):
            yield f"{metric.title} was to be compared, and no row has it in both sets."


def _judged(pair: Pair, metric: Metric) -> Iterator[Statement]:
    failed = pair.after.failed_session
    if metric.cell == "speed" and failed is not None:
        yield from pair.failures_of_speed(metric, failed)
    else:
        yield from metric.judge(pair)


def _refuse_different(before: ResultSet, after: ResultSet) -> None:
    for name, value_of in SAME.items():
        was, now = ({value_of(record.setting) for record in s.records} for s in (before, after))
        if was and now and was != now:
            raise NotComparable(
                f"the {name} is {listed(was)} in {before.name} and {listed(now)} in "
                f"{after.name}: only sets of one network can be compared; pass two sets of one plan"
            )


def _conditions(before: ResultSet, after: ResultSet) -> Iterator[str]:
    """The precision and the versions of both sides."""
    for side, results in (("Baseline", before), ("Current", after)):
        if results.records:
            newest = max(results.records, key=lambda record: record.started_at)
            yield f"{side}: {newest.setting.precision}, {_versions(newest.environment)}."


def _versions(environment: Environment) -> str:
    return (
        f"torch {environment.torch}, timm {environment.timm}, Python {environment.python}, "
        f"attnbench {environment.attnbench}"
    )


def _applied(metrics: Sequence[Metric], rows: Sequence[str]) -> Iterator[str]:
    """The rules in one line, and rules for rows that are in neither set."""
    yield f"Rules: {'; '.join(f'{metric.title} {metric.rule}' for metric in metrics)}."
    for metric in metrics:
        for row, minimum in metric.rule.own_rows.items():
            if row in rows:
                yield f"{metric.title} of {row}: its own least effect is {minimum:g}."
            else:
                yield f"The rule of {metric.name} for {row} applies to no row of either set."
