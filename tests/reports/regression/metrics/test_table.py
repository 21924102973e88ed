"""Every metric of the table says all about itself, and judges whatever it reads."""

from collections.abc import Callable
from dataclasses import fields

import pytest

from attnreport.record import AnyRecord
from attnreport.regression.cells import Pair
from attnreport.regression.finding import Finding, Verdict
from attnreport.regression.metric import Metric
from attnreport.regression.metrics.table import (
    METRICS,
    UnknownMetric,
    default_metrics,
    metrics_in,
    metrics_of,
)
from attnreport.regression.result_set import ResultSet
from attnreport.regression.rules import read_rules, ruled


@pytest.mark.parametrize("metric", METRICS.values(), ids=METRICS)
def test_a_metric_keeps_the_contract(
    metric: Metric,
    make_study: Callable[[int], list[AnyRecord]],
    make_set: Callable[..., ResultSet],
    make_pair: Callable[..., Pair],
) -> None:
    assert METRICS[metric.name] is metric
    for words in (metric.title, metric.meaning, metric.judgement, metric.kind, str(metric.rule)):
        assert words
    assert (metric.unit == "") is (metric.kind in ("output", "score"))

    records = make_study(3)
    measured = [record for record in records if metric.is_in(record)]
    assert {record.kind for record in measured} <= {metric.cell}
    results = make_set(records)
    assert (metric in metrics_in(results)) is bool(measured)

    statements = metric.judge(make_pair(records, records))
    findings = [finding for finding in statements if isinstance(finding, Finding)]
    assert {finding.verdict for finding in findings} == ({Verdict.OK} if measured else set())
    assert {finding.metric.name for finding in findings} <= {metric.name}

    values = list(metric.values(results))
    assert bool(values) is (metric.tracking is not None and bool(measured))
    for value in values:
        assert value.metric.figure_text(value.value, is_ratio=value.is_ratio)
        assert value.metric.step_text(1.0, 2.0).startswith("+")


@pytest.mark.parametrize("metric", METRICS.values(), ids=METRICS)
def test_each_key_of_a_rule_can_be_set(metric: Metric) -> None:
    keys = [field.name for field in fields(metric.rule) if field.name != "rows"]
    section = "\n".join(f"{key} = 0.25" for key in keys)
    rules = read_rules(f"[regress.{metric.name}]\n{section}", "rules.toml")
    (changed,) = ruled([metric], rules)
    assert changed == metric
    assert [getattr(changed.rule, key) for key in keys] == [0.25] * len(keys)


def test_two_versions_are_compared_in_some_of_them() -> None:
    names = [metric.name for metric in default_metrics()]
    assert names == ["params", "macs", "output", "latency", "memory"]


def test_metrics_are_named_by_commas_and_kept_once() -> None:
    assert metrics_of("params, macs,params") == (METRICS["params"], METRICS["macs"])


@pytest.mark.parametrize(
    ("text", "words"),
    [("lateny", "did you mean 'latency'?"), ("flops,|", "unknown metric"), (" ,", "no metric")],
)
def test_an_unknown_metric_is_refused_with_near_names(text: str, words: str) -> None:
    with pytest.raises(UnknownMetric, match=words):
        metrics_of(text)
