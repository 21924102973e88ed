"""Two result sets -> what became of every metric of every row."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

from attnreport.record import Environment, Setting
from attnreport.regression.cells import Pair, cells_of
from attnreport.regression.finding import Finding, Verdict
from attnreport.regression.judges.interleaved import judge_interleaved, shared_sessions
from attnreport.regression.judges.judging import Note, Refused, Said, first_sentence, listed
from attnreport.regression.judges.memory import judge_memory
from attnreport.regression.judges.outputs import judge_outputs
from attnreport.regression.judges.scores import judge_scores
from attnreport.regression.judges.sizes import judge_sizes
from attnreport.regression.judges.stored_times import judge_stored_times
from attnreport.regression.metric import CELLS, Metric
from attnreport.regression.report import RegressionReport
from attnreport.regression.result_set import ResultSet
from attnreport.regression.rule import ExactRule, MemoryRule, OutputRule, ScoreRule, TimeRule
from attnreport.regression.rules import Rules

SAME: Mapping[str, Callable[[Setting], object]] = {
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


class NothingCompared(ValueError):
    """Two sets of which nothing could be held against each other; says why.

    Args:
        before: The baseline set.
        current: What the current set is called.
        metrics: Those that were asked for.
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
        reasons = [failed] if failed else [*lacking, *(each.rstrip(".") for each in refused)]
        why = "; ".join(reasons) or "neither has the metrics that were asked for"
        super().__init__(
            f"nothing of {current} could be compared with {before.name}: {why}; save a baseline "
            "that has them with attnbench baseline save, or choose others with --metrics"
        )


def _all_failed(results: ResultSet, metrics: Sequence[Metric]) -> str:
    """That all which measured the metrics failed; empty where anything did not."""
    kinds = {CELLS[metric.kind] for metric in metrics} or set(CELLS.values())
    errors = [record.error for record in results.records if record.kind in kinds]
    if not errors or None in errors:
        return ""
    return f"all {len(errors)} cells of {results.name} failed ({first_sentence(errors[0] or '')})"


def compare(
    before: ResultSet,
    after: ResultSet,
    rules: Rules,
    metrics: Sequence[Metric],
    *,
    must_answer: bool = False,
    unmeasured: Mapping[Metric, str] | None = None,
) -> RegressionReport:
    """Hold two result sets against each other.

    Args:
        before: The baseline set.
        after: The current set.
        rules: What counts as worse.
        metrics: Those that the current set was to have: what it lacks of them is missing.
        must_answer: Whether each of them has to be compared in some row.
        unmeasured: By metric that could not have been compared, a sentence that says why.

    Raises:
        NotComparable: if the sets are of different networks.
        NothingCompared: if no metric of any row is in both sets, or missing from the current one.
    """
    _refuse_different(before, after)
    pair = Pair(before=cells_of(before), after=cells_of(after))
    known = unmeasured or {}
    said: dict[Metric, list[Said]] = {
        metric: [Refused(known[metric])] if metric in known else [*_judged(pair, metric, rules)]
        for metric in metrics
    }
    every = [each for of_metric in said.values() for each in of_metric]
    findings = [each for each in every if isinstance(each, Finding)]
    refused = tuple(each.sentence for each in every if isinstance(each, Refused))
    gaps = (*_failed_before(pair), *(_unanswered(said) if must_answer else ()))
    if all(finding.verdict is Verdict.NEW for finding in findings):
        new = {finding.row for finding in findings}
        raise NothingCompared(before, after.name, metrics, new=new, refused=refused)
    order = {row: place for place, row in enumerate(pair.rows)}
    return RegressionReport(
        baseline=before.side,
        current=after.side,
        findings=tuple(sorted(findings, key=lambda each: order[each.row])),
        refused=(*refused, *gaps),
        is_complete=not gaps,
        notes=(
            *_conditions(before, after),
            *(each.sentence for each in every if isinstance(each, Note)),
            *(
                f"{metric.title} is in neither set and was left out."
                for metric, of_metric in said.items()
                if not of_metric
            ),
            *_applied(rules, metrics, pair.rows),
        ),
    )


def _failed_before(pair: Pair) -> Iterator[str]:
    """Rows that the baseline set could not even count, and the current set could."""
    for row, was in pair.before.costs.items():
        now = pair.after.costs.get(row)
        if was.error is not None and now is not None and now.error is None:
            yield f"{row} is not compared: it failed in the baseline set ({was.error})."


def _unanswered(said: Mapping[Metric, Sequence[Said]]) -> Iterator[str]:
    """Metrics of which no row was compared."""
    for metric, of_metric in said.items():
        findings = (each for each in of_metric if isinstance(each, Finding))
        if all(finding.verdict is Verdict.NEW for finding in findings):
            yield f"{metric.title} was asked for, and no row has it in both sets."


def _judged(pair: Pair, metric: Metric, rules: Rules) -> Iterator[Said]:
    match rules.rule(metric.name):
        case MemoryRule() | TimeRule() if pair.after.failed_session is not None:
            yield from pair.failures_of_speed(metric, pair.after.failed_session)
        case ExactRule():
            yield from judge_sizes(pair, metric)
        case OutputRule() as rule:
            yield from judge_outputs(pair, metric, rule)
        case ScoreRule() as rule:
            yield from judge_scores(pair, metric, rule)
        case MemoryRule() as rule:
            yield from judge_memory(pair, metric, rule)
        case TimeRule() as rule:
            sessions = shared_sessions(pair)
            if sessions:
                yield from judge_interleaved(pair, sessions, metric, rule)
            else:
                yield from judge_stored_times(pair, metric, rule)


def _refuse_different(before: ResultSet, after: ResultSet) -> None:
    for name, says in SAME.items():
        was, now = ({says(each.setting) for each in one.records} for one in (before, after))
        if was and now and was != now:
            raise NotComparable(
                f"the {name} is {listed(was)} in {before.name} and {listed(now)} in "
                f"{after.name}: different networks have nothing to be compared in; pass two sets "
                "of one plan"
            )


def _conditions(before: ResultSet, after: ResultSet) -> Iterator[str]:
    """Of both sides the precision and the versions."""
    for side, results in (("Baseline", before), ("Current", after)):
        if results.records:
            newest = max(results.records, key=lambda record: record.started_at)
            yield f"{side}: {newest.setting.precision}, {_versions(newest.environment)}."


def _versions(environment: Environment) -> str:
    return (
        f"torch {environment.torch}, timm {environment.timm}, Python {environment.python}, "
        f"attnbench {environment.attnbench}"
    )


def _applied(rules: Rules, metrics: Sequence[Metric], rows: Sequence[str]) -> Iterator[str]:
    """The rules in one line, and those that nothing followed."""
    applied = "; ".join(f"{metric.title} {rules.rule(metric.name)}" for metric in metrics)
    yield f"Rules: {applied}."
    for metric in metrics:
        for row, minimum in rules.own_rows(metric.name).items():
            if row in rows:
                yield f"{metric.title} of {row}: {minimum:g} is its own least effect."
            else:
                yield f"The rule of {metric.name} for {row} is of no row of either set."
