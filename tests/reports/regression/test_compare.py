"""Two whole sets: planted regressions of each kind, and nothing is green by emptiness."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attnreport.record import BASELINE, NULL_ROW, AnyRecord, CostRecord, SpeedRecord, TrainRecord
from attnreport.regression.compare import NotComparable, NothingCompared, compare
from attnreport.regression.finding import Finding, Verdict
from attnreport.regression.metric import Metric
from attnreport.regression.metrics.table import METRICS, metrics_of
from attnreport.regression.report import RegressionReport
from attnreport.regression.result_set import ResultSet, dump, load
from attnreport.regression.rules import read_rules, ruled

EVERY = tuple(METRICS.values())
MakeSet = Callable[..., ResultSet]
OUTPUTS = {"128x16x16 evaluation": (0.5, -2.0)}


@pytest.fixture(scope="module")
def study(make_study: Callable[[int], list[AnyRecord]], make_set: MakeSet) -> ResultSet:
    """Every kind of record of every row, with the outputs of the modules."""
    return make_set(
        [
            replace(record, outputs=OUTPUTS)
            if isinstance(record, CostRecord) and record.variant != BASELINE
            else record
            for record in make_study(3)
        ]
    )


def changed(
    results: ResultSet, change: Callable[[AnyRecord], AnyRecord | None], name: str = "HEAD"
) -> ResultSet:
    records = (change(record) for record in results.records)
    return replace(results, name=name, records=tuple(record for record in records if record))


def found_in(
    before: ResultSet, after: ResultSet, metrics: Sequence[Metric] = EVERY
) -> RegressionReport:
    return compare(before, after, metrics)


def red(report: RegressionReport) -> set[tuple[str, str, Verdict]]:
    return {
        (finding.row, finding.metric.name, finding.verdict)
        for finding in report.findings
        if finding.verdict is not Verdict.OK
    }


def test_a_study_held_against_itself_is_ok_in_every_metric(study: ResultSet) -> None:
    report = found_in(study, study)
    assert {finding.verdict for finding in report.findings} == {Verdict.OK}
    assert {finding.metric.name for finding in report.findings} == METRICS.keys()
    assert report.exit_code == 0
    assert report.refused == ()


def test_findings_are_row_by_row_and_then_in_the_order_of_the_metrics(study: ResultSet) -> None:
    findings = found_in(study, study).findings
    rows = list(dict.fromkeys(finding.row for finding in findings))
    assert rows == ["baseline", "ema", "ca", "eca"]
    names = list(METRICS)
    places = [(rows.index(finding.row), names.index(finding.metric.name)) for finding in findings]
    assert places == sorted(places)


def test_a_stored_set_gives_the_same_report(study: ResultSet) -> None:
    stored = load(dump(study), "main")
    assert found_in(stored, study) == found_in(study, study)


def more_params(record: AnyRecord) -> AnyRecord:
    if isinstance(record, CostRecord) and record.variant == "ema":
        return replace(record, params=23_903_621)
    return record


def other_output(record: AnyRecord) -> AnyRecord:
    if isinstance(record, CostRecord) and record.variant == "ca":
        return replace(record, outputs={"128x16x16 evaluation": (0.5, -2.1)})
    return record


def worse_scores(record: AnyRecord) -> AnyRecord:
    if isinstance(record, TrainRecord) and record.variant == "eca":
        last = record.scores["top1"][-1] - 2 - 0.1 * record.seed
        return replace(record, scores={"top1": (1.0, last)})
    return record


def slower(record: AnyRecord) -> AnyRecord:
    if isinstance(record, SpeedRecord):
        times = {**record.train_step_s, "ema": tuple(1.3 * s for s in record.train_step_s["ema"])}
        return replace(record, train_step_s=times)
    return record


def more_memory(record: AnyRecord) -> AnyRecord:
    if isinstance(record, SpeedRecord):
        return replace(record, peak_forward_bytes={**record.peak_forward_bytes, "ca": 2**28})
    return record


@pytest.mark.parametrize(
    ("plant", "regressed"),
    [
        (more_params, ("ema", "params")),
        (other_output, ("ca", "output")),
        (worse_scores, ("eca", "score")),
        (slower, ("ema", "train_step")),
        (more_memory, ("ca", "memory")),
    ],
)
def test_a_planted_regression_is_the_only_thing_that_turns_red(
    study: ResultSet, plant: Callable[[AnyRecord], AnyRecord], regressed: tuple[str, str]
) -> None:
    report = found_in(study, changed(study, plant))
    assert red(report) == {(*regressed, Verdict.REGRESSED)}
    assert report.exit_code == 1
    (finding,) = (finding for finding in report.findings if finding.verdict is Verdict.REGRESSED)
    assert finding.reason.endswith(".")
    assert finding.change is not None


@pytest.mark.parametrize("kind", ["cost", "train", "speed"])
def test_what_the_current_set_lacks_is_missing_and_red(study: ResultSet, kind: str) -> None:
    report = found_in(study, changed(study, lambda record: record if record.kind != kind else None))
    assert {verdict for _, _, verdict in red(report)} == {Verdict.MISSING}
    assert report.exit_code == 1


def test_an_empty_current_set_is_red(study: ResultSet) -> None:
    report = found_in(study, replace(study, records=()))
    assert {finding.verdict for finding in report.findings} == {Verdict.MISSING}
    assert report.exit_code == 1


@pytest.mark.parametrize("kind", ["cost", "train", "speed"])
def test_what_fails_now_is_broken_and_red(study: ResultSet, kind: str) -> None:
    report = found_in(
        study,
        changed(
            study, lambda record: replace(record, error="no") if record.kind == kind else record
        ),
    )
    assert {verdict for _, _, verdict in red(report)} == {Verdict.BROKEN}
    assert {row for row, _, _ in red(report)} == {"baseline", "ema", "ca", "eca"}
    assert report.exit_code == 1


def test_a_failed_session_is_broken_where_the_baseline_has_no_times(study: ResultSet) -> None:
    before = changed(study, lambda record: record if record.kind == "cost" else None)
    after = changed(
        study, lambda record: replace(record, error="no") if record.kind == "speed" else record
    )
    report = found_in(before, after, metrics_of("params,latency"))
    assert {name for _, name, verdict in red(report) if verdict is Verdict.BROKEN} == {"latency"}


def test_only_new_rows_are_nothing_compared(study: ResultSet) -> None:
    old = changed(study, lambda record: record if record.kind == "cost" else None, "main")
    new = changed(study, lambda record: record if record.kind == "train" else None)
    with pytest.raises(
        NothingCompared, match=r"main does not have baseline, ca, .* or choose other"
    ):
        found_in(old, new, metrics_of("score"))
    with pytest.raises(NothingCompared, match="neither has any of the metrics"):
        found_in(old, old, metrics_of("latency"))
    with pytest.raises(NothingCompared):
        found_in(replace(study, records=()), study)


def without_modules(record: AnyRecord) -> AnyRecord | None:
    if isinstance(record, SpeedRecord):
        rows = (BASELINE, NULL_ROW)
        times = {row: record.latency_s[row] for row in rows}
        return replace(record, variants=(BASELINE,), latency_s=times, peak_forward_bytes={})
    return record if record.variant == BASELINE else None


@pytest.mark.parametrize("names", ["params", "params,macs,output", "latency", "score"])
def test_the_baseline_network_alone_is_nothing_compared(study: ResultSet, names: str) -> None:
    alone = changed(study, without_modules, "main")
    with pytest.raises(NothingCompared, match=r"of HEAD .* main does not have ca, eca, ema; save"):
        found_in(alone, changed(study, lambda record: record), metrics_of(names))
    if names != "latency":  # whose ratio to itself is always 1
        assert found_in(alone, alone, metrics_of(names)).exit_code == 0


def test_a_regression_of_the_baseline_network_is_told_though_all_else_is_new(
    study: ResultSet,
) -> None:
    def larger(record: AnyRecord) -> AnyRecord:
        if isinstance(record, CostRecord) and record.variant == BASELINE:
            return replace(record, params=(record.params or 0) + 1)
        return record

    alone = changed(study, without_modules, "main")
    report = found_in(alone, changed(study, larger), metrics_of("params"))
    assert report.verdict is Verdict.REGRESSED
    assert report.exit_code == 1


def test_rows_that_failed_in_the_reference_are_not_called_new(study: ResultSet) -> None:
    def failing(record: AnyRecord) -> AnyRecord:
        if isinstance(record, CostRecord) and record.variant != BASELINE:
            return replace(record, error="No module named parts", params=None)
        return record

    with pytest.raises(NothingCompared) as refusal:
        found_in(changed(study, failing, "main"), study, metrics_of("params"))
    assert "ema is not compared: it failed in the reference results (No module" in str(
        refusal.value
    )
    assert "does not have" not in str(refusal.value)


def test_trainings_that_failed_in_the_reference_are_not_called_new(study: ResultSet) -> None:
    def failing(record: AnyRecord) -> AnyRecord:
        if isinstance(record, TrainRecord) and record.variant == "ema":
            return replace(record, error="out of memory", scores={}, validation_scores={})
        return record

    before = changed(study, failing, "main")
    report = found_in(before, study)
    assert "The scores of ema are not compared" in report.refused[0]
    assert Verdict.NEW not in report.counts
    assert report.exit_code == 3
    assert found_in(before, study, metrics_of("params")).exit_code == 0


def test_a_new_row_beside_one_that_is_compared_is_green(study: ResultSet) -> None:
    def without_ema(record: AnyRecord) -> AnyRecord | None:
        is_ema = isinstance(record, CostRecord) and record.variant == "ema"
        return None if is_ema else record

    report = found_in(changed(study, without_ema), study, metrics_of("params"))
    assert report.exit_code == 0
    assert report.counts == {Verdict.OK: 3, Verdict.NEW: 1}


def test_a_baseline_that_failed_says_so_and_why(study: ResultSet) -> None:
    failed = changed(study, lambda record: replace(record, error="out of memory. Try less"), "main")
    for metrics in (EVERY, metrics_of("latency"), ()):
        with pytest.raises(NothingCompared, match=r"cells of main failed \(out of memory\); save"):
            found_in(failed, study, metrics)


def test_what_was_refused_before_it_was_measured_is_not_missing(study: ResultSet) -> None:
    after = changed(study, lambda record: record if record.kind != "speed" else None)
    latency = METRICS["latency"]
    known = {latency: "Latency is not compared: the machine is another."}
    lenient = compare(study, after, metrics_of("params,latency"), unmeasured=known)
    assert {finding.metric.name for finding in lenient.findings} == {"params"}
    assert (lenient.refused, lenient.exit_code) == (tuple(known.values()), 0)
    strict = compare(study, after, (METRICS["params"], latency), must_answer=True, unmeasured=known)
    assert (strict.refused[0], strict.exit_code) == (known[latency], 3)


def elsewhere(record: AnyRecord) -> AnyRecord:
    return replace(record, environment=replace(record.environment, cpu="Other", cores=4))


def test_another_machine_has_its_times_refused_and_its_counts_compared(study: ResultSet) -> None:
    report = found_in(study, changed(study, elsewhere))
    assert len(report.refused) == 3
    assert all("processor was Example CPU and is Other" in finding for finding in report.refused)
    assert {finding.metric.name for finding in report.findings} == METRICS.keys() - {
        "latency",
        "throughput",
        "train_step",
    }
    assert report.exit_code == 0


def test_refused_alone_is_nothing_compared(study: ResultSet) -> None:
    with pytest.raises(NothingCompared, match="processor was Example CPU"):
        found_in(study, changed(study, elsewhere), metrics_of("latency"))


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"backbone": "resnet18"}, "the backbone is resnet50 in main and resnet18 in HEAD"),
        ({"stem": "timm"}, "stem"),
        ({"site": "block"}, "site"),
        ({"input_size": (3, 64, 64)}, "input size"),
        ({"num_classes": 10}, "number of classes"),
    ],
)
def test_another_network_is_refused_altogether(
    study: ResultSet, changes: dict[str, object], named: str
) -> None:
    def other(record: AnyRecord) -> AnyRecord:
        return replace(record, setting=replace(record.setting, **changes))  # type: ignore[arg-type]

    with pytest.raises(NotComparable, match=named):
        found_in(study, changed(study, other))


@pytest.mark.parametrize(
    ("changes", "refused"),
    [({"data": "digits"}, 1), ({"precision": "bf16"}, 6)],
)
def test_other_data_or_precision_refuse_what_depends_on_them(
    study: ResultSet, changes: dict[str, str], refused: int
) -> None:
    def other(record: AnyRecord) -> AnyRecord:
        return replace(record, setting=replace(record.setting, **changes))  # type: ignore[arg-type]

    report = found_in(study, changed(study, other))
    assert len(report.refused) == refused
    assert {"params", "macs", "output"} <= {finding.metric.name for finding in report.findings}


def test_notes_say_conditions_seeds_null_rows_rules_and_what_was_left_out(
    study: ResultSet,
) -> None:
    before = changed(
        study,
        lambda record: replace(record, outputs={}) if isinstance(record, CostRecord) else record,
    )
    rules = read_rules('[regress.latency.rows]\nema = 0.05\n"gone" = 0.1', "rules.toml")
    notes = compare(before, before, ruled(EVERY, rules)).notes
    for words in (
        "Baseline: fp32, torch 2.6.0, timm 1.0.20",
        "Score is paired over seeds 0, 1, 2.",
        "Latency of the baseline network against itself",
        "Output is in neither set and was left out.",
        "Rules: #.Param. exact; FLOPs exact; Output equal within 0.0001",
        "Latency of ema: its own least effect is 0.05.",
        "The rule of latency for gone applies to no row of either set.",
    ):
        assert any(words in note for note in notes), words


def test_sets_that_share_a_session_are_compared_turn_by_turn(
    study: ResultSet, make_set: MakeSet, make_turns: Callable[..., tuple[SpeedRecord, ...]]
) -> None:
    costs = [record for record in study.records if record.kind == "cost"]
    before, after, again = make_turns(0, {"baseline": 1.2, "ema": 1.0})
    report = compare(
        make_set([*costs, before], [again]),
        make_set([*costs, after]),
        metrics_of("params,latency"),
    )
    assert red(report) == {("baseline", "latency", Verdict.REGRESSED)}


NAMES = st.text(min_size=1).filter(lambda name: name not in {"baseline", "baseline again"})


@given(NAMES, NAMES)
def test_hostile_names_are_just_text(study: ResultSet, variant: str, label: str) -> None:
    costs = [record for record in study.records if isinstance(record, CostRecord)][:1]
    before = replace(study, records=tuple(replace(c, variant=variant, label=label) for c in costs))
    findings: Sequence[Finding] = found_in(before, before, metrics_of("params,macs")).findings
    assert {(finding.row, finding.label) for finding in findings} == {(variant, label)}
    assert {finding.verdict for finding in findings} == {Verdict.OK}
