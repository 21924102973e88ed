"""Everything that can be compared, by name. A new metric is one entry here."""

from collections.abc import Iterable
from difflib import get_close_matches

from attnreport.regression.metric import Metric
from attnreport.regression.metrics.counts import Count
from attnreport.regression.metrics.memory import Memory
from attnreport.regression.metrics.outputs import Output
from attnreport.regression.metrics.scores import Score
from attnreport.regression.metrics.times import Time
from attnreport.regression.result_set import ResultSet

METRICS: dict[str, Metric] = {
    metric.name: metric
    for metric in (
        Count(
            name="params",
            title="#.Param.",
            meaning="parameters",
            unit="parameters",
            counts_of=lambda record: {"": record.params},
            is_default=True,
        ),
        Count(
            name="macs",
            title="FLOPs",
            meaning="multiply-accumulates by each counter",
            unit="MACs",
            counts_of=lambda record: record.macs,
            is_default=True,
        ),
        Output(
            name="output",
            title="Output",
            meaning="what a module computes from fixed weights and a fixed input",
            unit="",
            is_default=True,
        ),
        Score(
            name="score",
            title="Score",
            meaning="the headline score of the task after the last epoch",
            unit="",
            lower_is_better=False,
        ),
        Time(
            name="latency",
            title="Latency",
            meaning="seconds of a forward pass of one image",
            unit="s",
            seconds_of=lambda session: session.latency_s,
            is_default=True,
        ),
        Time(
            name="throughput",
            title="Time of a batch",
            meaning="compared as the seconds of a forward pass of one batch",
            unit="s",
            seconds_of=lambda session: session.forward_s,
        ),
        Time(
            name="train_step",
            title="Training step",
            meaning="seconds of a training step",
            unit="s",
            seconds_of=lambda session: session.train_step_s,
        ),
        Memory(
            name="memory",
            title="Memory, inference",
            meaning="peak bytes of a forward pass of one batch",
            unit="bytes",
            peaks_of=lambda session: session.peak_forward_bytes,
            is_default=True,
        ),
        Memory(
            name="train_memory",
            title="Memory, training",
            meaning="peak bytes of a training step",
            unit="bytes",
            peaks_of=lambda session: session.peak_train_step_bytes,
        ),
    )
}
"""By name, in the order of the reports."""


class UnknownMetric(ValueError):
    """A metric that nobody measures; lists the near ones, or all."""


def metrics_of(text: str) -> tuple[Metric, ...]:
    """The metrics that a text names, each once, such as `params,macs`.

    Raises:
        UnknownMetric: if a name is not among them, or there is none.
    """
    names = dict.fromkeys(part.strip() for part in text.split(",") if part.strip())
    if not names:
        raise UnknownMetric(f"{text!r} names no metric; give some of {', '.join(METRICS)}")
    for name in names:
        if name not in METRICS:
            raise UnknownMetric(f"unknown metric {name!r}; {near(name, METRICS)}")
    return tuple(METRICS[name] for name in names)


def default_metrics() -> tuple[Metric, ...]:
    """What two versions of the code are compared in unless metrics are named."""
    return tuple(metric for metric in METRICS.values() if metric.is_default)


def metrics_in(results: ResultSet) -> tuple[Metric, ...]:
    """The metrics that a set has figures of, failed records left out."""
    finished = [record for record in results.records if record.error is None]
    return tuple(m for m in METRICS.values() if any(m.is_in(record) for record in finished))


def near(name: str, known: Iterable[str]) -> str:
    """What a wrong name may have been meant for, or all that is known."""
    names = list(known)
    matches = get_close_matches(name.lower(), names, n=3)
    if matches:
        return f"did you mean {' or '.join(map(repr, matches))}?"
    return f"known: {', '.join(names)}" if names else "nothing can be set"
