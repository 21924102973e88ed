"""A metric and a format that this file adds are in every command, as if they had always been."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import ClassVar

import pytest

from attnbench.cli import main
from attnreport.record import AnyRecord, CostRecord, ScoreKind, TrainRecord
from attnreport.regression.cells import Pair
from attnreport.regression.finding import Verdict
from attnreport.regression.formats.table import FORMATS, ReportFormat
from attnreport.regression.judges.judging import Statement
from attnreport.regression.metric import CellKind, Metric
from attnreport.regression.metrics.counts import Count
from attnreport.regression.metrics.table import METRICS
from attnreport.regression.quantity import Tracking
from attnreport.regression.result_set import ResultSet, dump, load
from attnreport.regression.rule import EffectRule, Share
from attnreport.regression.value import Value
from tests.attnbench.cli.commands.test_regress import PLAN
from tests.reports.conftest import cost, train

Run = Callable[..., tuple[int, str]]

ACTIVATIONS = Count(
    name="activations",
    title="Activations",
    meaning="elements of convolution and linear outputs",
    unit="elements",
    counts_of=lambda record: {"": record.activations},
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TrafficRule(EffectRule):
    """A least effect as a share."""

    minimum_effect: Share = 0.5

    def __str__(self) -> str:
        return f"at least {100 * self.minimum_effect:g} %"


@dataclass(frozen=True, slots=True, kw_only=True)
class Traffic(Metric):
    """Bytes moved, which may grow by a share: a kind of judgement that attnreport does not have."""

    rule: TrafficRule = field(default=TrafficRule(), compare=False)

    kind: ClassVar[str] = "traffic"
    judgement: ClassVar[str] = "least effect"
    tracking: ClassVar[Tracking | None] = Tracking(is_exact=True)
    cell: ClassVar[CellKind] = "cost"

    def is_in(self, record: AnyRecord) -> bool:
        return isinstance(record, CostRecord) and record.bytes_moved is not None

    def judge(self, pair: Pair) -> Iterator[Statement]:
        for row, old in pair.before.costs.items():
            before, after = old.bytes_moved or 1, pair.after.costs[row].bytes_moved or 1
            change = after / before - 1
            is_worse = change >= self.rule.least_effect(row)
            verdict = Verdict.REGRESSED if is_worse else Verdict.OK
            subject = pair.subject(row, self)
            yield subject.finding(verdict, "", before=before, after=after, change=change)

    def values(self, results: ResultSet) -> Iterator[Value]:
        for record in results.records:
            if isinstance(record, CostRecord) and record.bytes_moved is not None:
                yield Value(
                    row=record.variant,
                    label=record.label,
                    metric=self,
                    value=float(record.bytes_moved),
                )


TRAFFIC = Traffic(name="traffic", title="Traffic", meaning="bytes moved", unit="bytes")


@pytest.fixture
def _added(monkeypatch: pytest.MonkeyPatch) -> None:
    for metric in (ACTIVATIONS, TRAFFIC):
        monkeypatch.setitem(METRICS, metric.name, metric)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    monkeypatch.chdir(tmp_path)
    for name in ("GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY"):
        monkeypatch.delenv(name, raising=False)

    def call(*words: object) -> tuple[int, str]:
        with pytest.raises(SystemExit) as exit_info:
            main([*map(str, words)])
        return int(str(exit_info.value.code)), capsys.readouterr().out

    return call


def save(file: Path, *records: AnyRecord) -> Path:
    results = ResultSet(name=file.name, plan=PLAN.to_toml(), records=records)
    file.write_bytes(dump(results))
    return file


def sized(row: str, activations: int, bytes_moved: int) -> CostRecord:
    return replace(cost(row), activations=activations, bytes_moved=bytes_moved)


@pytest.mark.usefixtures("_added")
def test_metrics_are_judged_by_their_rules_saved_and_followed(run: Run, tmp_path: Path) -> None:
    one = save(tmp_path / "a.json", sized("baseline", 7, 100), sized("ema", 9, 100))
    two = save(tmp_path / "b.json", sized("baseline", 7, 100), sized("ema", 10, 140))
    chosen = ("--metrics", "activations,traffic")
    code, out = run("baseline", "save", "kept.json", "--study", one, *chosen, "--allow-failed")
    assert code == 0
    assert {record.kind for record in load(Path("kept.json").read_bytes(), "kept").records} == {
        "cost"
    }

    compared = ("regress", "--baseline", "kept.json", "--current", two, "--history", "runs")
    code, out = run(*compared, *chosen, "--format", "json")
    report = json.loads(out)
    rows = {(row["row"], row["metric"]): row["verdict"] for row in report["rows"]}
    assert code == 1
    assert rows == {
        ("baseline", "activations"): "ok",
        ("baseline", "traffic"): "ok",
        ("ema", "activations"): "regressed",
        ("ema", "traffic"): "ok",
    }
    assert "Rules: Activations exact; Traffic at least 50 %." in report["notes"]

    Path("rules.toml").write_text("[regress.traffic]\nminimum_effect = 0.3\n", encoding="utf-8")
    ruled = ("regress", "--baseline", "kept.json", "--current", two, "--rules", "rules.toml")
    code, out = run(*ruled, "--metrics", "traffic")
    assert code == 1
    assert "+40.0 % worse" in out

    run("regress", "--baseline", one, "--current", one, "--history", "runs")
    code, out = run("history", "runs", *chosen, "--format", "json")
    steps = {(row["row"], row["metric"]): row["after"] for row in json.loads(out)["rows"]}
    assert steps == {("ema", "activations"): 9, ("ema", "traffic"): 100}


def test_what_is_added_is_in_the_help(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(METRICS, "traffic", TRAFFIC)
    tally = ReportFormat(stem="tally", suffix="txt", meaning="a number", render=str)
    monkeypatch.setitem(FORMATS, "tally", tally)
    monkeypatch.setenv("COLUMNS", "200")
    for command in (["regress"], ["baseline", "save"], ["history"]):
        _, text = run(*command, "--help")
        words = "".join(re.sub("[│]", "", text).split())
        if command == ["regress"]:
            meaning = "".join(TRAFFIC.meaning.split())
            assert f"traffic({meaning})." in words
        else:
            assert "train_memory,traffic." in words
        assert ("bench,tally" in words) is (command == ["regress"])


def test_a_format_that_is_added_is_written(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tally = ReportFormat(
        stem="tally",
        suffix="txt",
        meaning="how many findings there are",
        render=lambda report: f"{len(report.findings)} findings\n",
    )
    monkeypatch.setitem(FORMATS, "tally", tally)
    file = save(tmp_path / "a.json", cost("baseline"))
    compared = ("regress", "--baseline", file, "--current", file, "--metrics", "params")
    assert run(*compared, "--format", "tally") == (0, "1 findings\n")
    run(*compared, "--format", "console,tally", "--output", "out")
    assert Path("out/tally.txt").read_text(encoding="utf-8") == "1 findings\n"


ANGLE = ScoreKind(
    name="angle", head="Angle", unit="°", difference_unit="°", higher_is_better=False, digits=1
)


@pytest.mark.parametrize(("change", "verdict"), [(4.0, "regressed"), (-4.0, "improved")])
def test_a_score_regresses_in_its_own_direction_and_unit(
    run: Run, tmp_path: Path, change: float, verdict: str
) -> None:
    def runs(amount: float) -> list[TrainRecord]:
        return [
            replace(
                train("ema", seed),
                score_kinds=(ANGLE,),
                scores={"angle": (40.0, 12.0 + 0.1 * seed + amount * (1 + seed / 50))},
                validation_scores={},
            )
            for seed in range(3)
        ]

    one, two = save(tmp_path / "a.json", *runs(0)), save(tmp_path / "b.json", *runs(change))
    code, out = run("regress", "--baseline", one, "--current", two, "--history", "runs")
    word = {"regressed": "worse", "improved": "better"}[verdict]
    assert code == (1 if verdict == "regressed" else 0)
    assert "Score (angle)" in out
    assert "12.1 °" in out
    text = " ".join(out.split())
    assert f"{1.02 * change:+.1f} °" in text
    assert word in text
    assert "a rise of 0.5 or more counts" in text or verdict == "improved"

    run("regress", "--baseline", two, "--current", one, "--history", "runs")
    code, out = run("history", "runs")
    assert code == 0
    assert "1 series of 2 runs" in out
