"""A baseline holds what its metrics need, and is complete unless it may have gaps."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from attnbench.errors import WrongUse
from attnbench.regression.result_sets import result_set_of_study
from attnbench.regression.saving import baseline_of
from attnbench.study import Study
from attnreport.record import AnyRecord, CostRecord
from attnreport.regression.metrics.table import metrics_of
from tests.reports.conftest import VARIANTS, cost, speed, train


def kinds(records: tuple[AnyRecord, ...]) -> set[str]:
    return {record.kind for record in records}


def forget(study: Study, key: str) -> None:
    (study.folder / "records" / f"{key}.json").unlink()


@pytest.mark.parametrize(
    ("metrics", "expected"),
    [
        ("params,macs", {"cost"}),
        ("score", {"train"}),
        ("latency,memory", {"speed"}),
        ("params,score", {"cost", "train"}),
    ],
)
def test_only_the_kinds_that_the_metrics_need_are_kept(
    metrics: str, expected: set[str], planted_study: Study
) -> None:
    saved = baseline_of(result_set_of_study(planted_study), metrics_of(metrics))
    assert kinds(saved.records) == expected
    assert saved.plan == planted_study.plan.to_toml()


def test_all_that_the_study_has_is_kept_by_default(planted_study: Study) -> None:
    saved = baseline_of(result_set_of_study(planted_study), None, commit="cafe")
    assert len(saved.records) == len(planted_study.records())
    assert saved.side.commit == "cafe"
    assert (
        baseline_of(result_set_of_study(planted_study), None).side.commit
        == cost("eca").environment.commit
    )


def test_what_no_comparison_reads_is_left_out(planted_study: Study) -> None:
    planted_study.write(replace(cost("ema"), macs_by_operator={"torch": {"linear": 3}}))
    saved = baseline_of(result_set_of_study(planted_study), metrics_of("params"))
    assert [record.cautions for record in saved.records] == [()] * len(VARIANTS)
    assert all(r.macs_by_operator == {} for r in saved.records if isinstance(r, CostRecord))


def spoil_cost(study: Study) -> None:
    study.write(replace(cost("ema"), error="it broke", traceback="in line 3"))


GAPS: dict[str, tuple[Callable[[Study], None], str]] = {
    "failed": (spoil_cost, r"cost-ema-0a1b failed \(it broke\)"),
    "no cost": (lambda study: forget(study, cost("ca").key), "cost ca is not measured"),
    "no run": (
        lambda study: forget(study, train("ca", 1).key),
        "train ca seed 1 is not measured",
    ),
    "no speed": (lambda study: forget(study, speed(VARIANTS).key), "speed of 4 rows is not"),
}


@pytest.mark.parametrize(("spoil", "words"), GAPS.values(), ids=GAPS)
def test_a_gap_is_refused_by_name_unless_it_is_allowed(
    spoil: Callable[[Study], None], words: str, planted_study: Study
) -> None:
    spoil(planted_study)
    with pytest.raises(WrongUse, match=words):
        baseline_of(result_set_of_study(planted_study), None)
    saved = baseline_of(result_set_of_study(planted_study), None, allow_failed=True)
    assert all(record.traceback is None for record in saved.records)
    assert "cost" in kinds(saved.records)


def test_a_gap_of_a_kind_that_nobody_asked_for_is_none(planted_study: Study) -> None:
    spoil_cost(planted_study)
    assert baseline_of(result_set_of_study(planted_study), metrics_of("score,latency")).records


def test_a_baseline_of_failures_alone_is_refused(planted_study: Study) -> None:
    for variant in VARIANTS:
        planted_study.write(replace(cost(variant), error="it broke"))
    with pytest.raises(WrongUse, match="has no params; measure it there first"):
        baseline_of(result_set_of_study(planted_study), metrics_of("params"), allow_failed=True)


def test_a_metric_that_no_record_has_is_refused(planted_study: Study) -> None:
    with pytest.raises(WrongUse, match="has no output; measure it there first, or choose other"):
        baseline_of(result_set_of_study(planted_study), metrics_of("params,output"))
