"""Turns of two versions: planted slowdowns are called, equal code is not, noise is admitted."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from math import nan

import numpy as np
import pytest
from scipy.stats import t

from attnreport.record import SpeedRecord
from attnreport.regression.cells import Pair
from attnreport.regression.finding import Finding, Verdict
from attnreport.regression.judges.interleaved import unsettled
from attnreport.regression.judges.judging import Note
from attnreport.regression.judges.looks import looks_of
from attnreport.regression.judges.spending import level_at
from attnreport.regression.judges.time_rule import TimeRule
from attnreport.regression.metrics.table import METRICS
from attnreport.regression.report import RegressionReport, Side

Turns = tuple[SpeedRecord, SpeedRecord, SpeedRecord]
MakeTurns = Callable[..., Turns]
Judge = Callable[..., list[Finding]]
LATENCY = METRICS["latency"]


@pytest.fixture(scope="module")
def judge(make_pair: Callable[..., Pair]) -> Judge:
    def judged(*sessions: Turns, rule: TimeRule | None = None) -> list[Finding]:
        before, after, again = zip(*sessions, strict=True)
        pair = make_pair(before, after, again)
        statements = replace(LATENCY, rule=rule or TimeRule()).judge(pair)
        return [finding for finding in statements if isinstance(finding, Finding)]

    return judged


def verdicts(findings: Iterable[Finding]) -> list[Verdict]:
    return [finding.verdict for finding in findings]


def with_times(record: SpeedRecord, row: str, seconds: Sequence[float]) -> SpeedRecord:
    return replace(record, latency_s={**record.latency_s, row: tuple(seconds)})


def test_a_planted_slowdown_is_a_regression_with_its_numbers(
    make_turns: MakeTurns, judge: Judge
) -> None:
    baseline, ema, ca = judge(make_turns(0, {"baseline": 1.0, "ema": 1.1, "ca": 0.9}))
    assert verdicts([baseline, ema, ca]) == [Verdict.OK, Verdict.REGRESSED, Verdict.IMPROVED]
    assert ema.change == pytest.approx(0.1, abs=0.02)
    assert ema.low is not None
    assert ema.high is not None
    assert ema.low < 0.1 < ema.high
    assert ema.before is not None
    assert ema.after == pytest.approx(1.1 * ema.before, rel=0.03)
    assert not ema.is_of_ratio
    assert "99 % t interval over 15 units, 1 session." in ema.reason
    assert "3 % or more counts" in ema.reason


def test_the_null_comparisons_are_told(
    make_turns: MakeTurns, make_pair: Callable[..., Pair]
) -> None:
    before, after, again = make_turns(0, {"baseline": 1.0, "ema": 1.0})
    pair = make_pair([before], [after], [again])
    *_, note, pairing = LATENCY.judge(pair)
    assert isinstance(note, Note)
    assert note.sentence.startswith("Latency of the reference code against itself: baseline ")
    assert isinstance(pairing, Note)
    assert "ratios within rounds" in pairing.sentence


def test_equal_code_raises_no_alarm_and_5_percent_is_called(
    make_turns: MakeTurns, judge: Judge
) -> None:
    equal: Counter[Verdict] = Counter()
    slower: Counter[Verdict] = Counter()
    for seed in range(100):
        first, second = (
            make_turns(2 * seed + i, {"ema": 1.0, "ca": 1.05}, session=f"s{i}") for i in (0, 1)
        )
        same, planted = judge(first, second)
        equal[same.verdict] += 1
        slower[planted.verdict] += 1
    decided = slower.total() - slower[Verdict.TOO_NOISY]
    assert equal[Verdict.REGRESSED] == equal[Verdict.IMPROVED] == 0
    assert equal[Verdict.TOO_NOISY] <= 20
    assert slower[Verdict.TOO_NOISY] <= 20
    assert slower[Verdict.REGRESSED] >= 0.95 * decided


def test_equal_code_is_on_average_as_fast_where_noise_only_slows(
    make_turns: MakeTurns, judge: Judge
) -> None:
    """It would seem 0.6 % faster if the reference's two processes were averaged first."""
    rows = {f"row{number}": 1.0 for number in range(20)}
    turns = (make_turns(seed, rows, is_skewed=True) for seed in range(10))
    changes = [finding.change or 0.0 for one in turns for finding in judge(one)]
    assert len(changes) == 200
    error = np.std(changes) / np.sqrt(200)
    assert abs(np.mean(changes)) < 3 * error < 0.003


@pytest.mark.parametrize("sessions", [[10], [20], [10, 14]])
def test_an_ok_rests_on_the_bound_of_its_look(
    make_turns: MakeTurns, judge: Judge, sessions: list[int]
) -> None:
    (finding,) = judge(
        *(
            make_turns(number, {"ema": 1.0}, blocks=blocks, session=f"s{number}")
            for number, blocks in enumerate(sessions)
        )
    )
    assert finding.change is not None
    assert finding.high is not None
    middle, high = np.log1p([finding.change, finding.high])
    freedom = sum(sessions) - 1
    error = (high - middle) / t.ppf(0.995, freedom)
    level = level_at(looks_of(sessions), TimeRule().level_of_ok)
    assert level < 0.01
    bound = 100 * np.expm1(middle + t.ppf(1 - level, freedom) * error)
    assert f"at most {bound:+.2f} % by the bound of this look" in finding.reason
    assert (finding.verdict is Verdict.OK) == (bound < 3)


def test_a_machine_that_is_too_noisy_says_so(make_turns: MakeTurns, judge: Judge) -> None:
    findings = [judge(make_turns(seed, {"ema": 1.0}, blocks=6, noise=0.5))[0] for seed in range(20)]
    counts = Counter(verdicts(findings))
    assert counts[Verdict.TOO_NOISY] >= 15
    assert counts[Verdict.REGRESSED] == 0


def test_a_reference_that_differs_from_itself_makes_the_row_too_noisy(
    make_turns: MakeTurns, judge: Judge
) -> None:
    (finding,) = judge(make_turns(0, {"ema": 1.2}, again_slower=1.06))
    assert finding.verdict is Verdict.TOO_NOISY
    assert "that code against itself +7.35 [" in finding.reason


def test_without_a_null_comparison_nothing_is_called(
    make_turns: MakeTurns, make_pair: Callable[..., Pair]
) -> None:
    before, after, _ = make_turns(0, {"ema": 1.5})
    pair = make_pair([before], [after])
    (finding,) = LATENCY.judge(pair)
    assert isinstance(finding, Finding)
    assert finding.verdict is Verdict.TOO_NOISY
    assert "was not compared with itself" in finding.reason


def test_a_change_in_one_session_of_two_is_not_confirmed(
    make_turns: MakeTurns, judge: Judge
) -> None:
    slow = make_turns(0, {"ema": 1.2}, blocks=20)
    calm = make_turns(1, {"ema": 1.0}, blocks=6, session="s2")
    (finding,) = judge(slow, calm)
    assert finding.verdict is Verdict.TOO_NOISY
    assert finding.reason.startswith("Not confirmed: regressed in 1 of 2 sessions. ")


def test_a_session_whose_reference_surely_differed_from_itself_confirms_nothing(
    make_turns: MakeTurns, judge: Judge
) -> None:
    sound = make_turns(0, {"ema": 1.2}, blocks=40)
    doubtful = make_turns(1, {"ema": 1.2}, blocks=10, session="s2", again_slower=1.07)
    (finding,) = judge(sound, doubtful)
    assert finding.verdict is Verdict.TOO_NOISY
    assert finding.reason.startswith("Not confirmed: regressed in 1 of 2 sessions. ")


@pytest.mark.parametrize("factor", [1.1, 0.9])
def test_a_change_in_two_sessions_is_confirmed(
    make_turns: MakeTurns, judge: Judge, factor: float
) -> None:
    sessions = [make_turns(i, {"ema": factor}, session=f"s{i}") for i in range(3)]
    (finding,) = judge(*sessions)
    assert finding.verdict is (Verdict.REGRESSED if factor > 1 else Verdict.IMPROVED)
    assert "45 units, 3 sessions" in finding.reason


def test_a_row_can_have_its_own_least_effect(make_turns: MakeTurns, judge: Judge) -> None:
    turns = make_turns(0, {"ema(groups=16)": 1.1})
    assert verdicts(judge(turns)) == [Verdict.REGRESSED]
    tolerant = TimeRule(rows={"ema(groups=16)": 0.2})
    assert verdicts(judge(turns, rule=tolerant)) == [Verdict.OK]


def test_one_block_has_its_rounds_as_units(make_turns: MakeTurns, judge: Judge) -> None:
    findings = [
        judge(make_turns(seed, {"ema": 1.1}, blocks=1, rounds=400))[0] for seed in range(10)
    ]
    assert all("over 400 units" in finding.reason for finding in findings)
    assert verdicts(findings).count(Verdict.REGRESSED) >= 5
    (single,) = judge(make_turns(0, {"ema": 1.1}, blocks=1, rounds=1))
    assert single.verdict is Verdict.TOO_NOISY


def test_a_block_without_noise_does_not_make_the_verdict_broken(
    make_turns: MakeTurns, judge: Judge
) -> None:
    turns = make_turns(0, {"ema": 1.0}, blocks=2, rounds=3)
    flat = [with_times(record, "ema", [0.004] * 6) for record in turns]
    (finding,) = judge((flat[0], flat[1], flat[2]))
    assert (finding.verdict, finding.change) == (Verdict.OK, 0)


@pytest.mark.parametrize("side", [0, 1, 2])
@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        ([0.004] * 5 + [nan], "nan s is not a time"),
        ([0.0] * 6, "0.0 s is not a time"),
        ([-1.0] * 6, "-1.0 s is not a time"),
        ([1e300] * 6, "is not a time"),
    ],
)
def test_times_that_are_none_are_broken_whichever_side_they_are_on(
    make_turns: MakeTurns, judge: Judge, side: int, seconds: list[float], words: str
) -> None:
    turns = list(make_turns(0, {"ema": 1.0}, blocks=1, rounds=6))
    turns[side] = with_times(turns[side], "ema", seconds)
    (finding,) = judge((turns[0], turns[1], turns[2]))
    assert finding.verdict is Verdict.BROKEN
    assert words in finding.reason


@pytest.mark.parametrize("side", [0, 1, 2])
@pytest.mark.parametrize("rounds", [0, 5])
def test_rounds_that_do_not_pair_are_broken(
    make_turns: MakeTurns, judge: Judge, side: int, rounds: int
) -> None:
    turns = [
        replace(record, block_rounds=())
        for record in make_turns(0, {"ema": 1.0}, blocks=1, rounds=6)
    ]
    turns[side] = with_times(turns[side], "ema", [0.004] * rounds)
    (finding,) = judge((turns[0], turns[1], turns[2]))
    assert finding.verdict is Verdict.BROKEN
    assert "do not pair" in finding.reason


@pytest.mark.parametrize("blocks", [(3, 2), (6, 0), (7, -1)])
def test_blocks_that_are_not_those_of_the_rounds_are_broken(
    make_turns: MakeTurns, judge: Judge, blocks: tuple[int, ...]
) -> None:
    turns = make_turns(0, {"ema": 1.0}, blocks=2, rounds=3)
    before, after, again = (replace(item, block_rounds=blocks) for item in turns)
    assert verdicts(judge((before, after, again))) == [Verdict.BROKEN]
    assert verdicts(judge((turns[0], after, turns[2]))) == [Verdict.BROKEN]


def test_rows_of_one_version_are_new_or_missing(make_turns: MakeTurns, judge: Judge) -> None:
    before, after, again = make_turns(0, {"ema": 1.0, "ca": 1.0})
    gone = replace(after, latency_s={"ema": after.latency_s["ema"], "eca": after.latency_s["ca"]})
    findings = judge((before, replace(gone, variants=("ema", "eca")), again))
    assert {finding.row: finding.verdict for finding in findings} == {
        "ema": Verdict.OK,
        "ca": Verdict.MISSING,
        "eca": Verdict.NEW,
    }


def test_the_same_records_give_the_same_findings(make_turns: MakeTurns, judge: Judge) -> None:
    turns = make_turns(0, {"ema": 1.04, "ca": 1.0})
    assert judge(turns) == judge(turns)


def test_what_another_session_could_tell_is_listed(make_turns: MakeTurns, judge: Judge) -> None:
    findings = judge(make_turns(0, {"baseline": 1.0, "ema": 1.1, "ca": 0.9}))
    params = replace(findings[1], metric=METRICS["params"])
    unnamed = Side(name="", made_at="", commit=None, machine="")
    report = RegressionReport(baseline=unnamed, current=unnamed, findings=(*findings, params))
    assert [finding.row for finding in unsettled(report, 1)] == ["ema", "ca"]
    assert unsettled(report, 2) == ()
    noisy = replace(report, findings=(replace(findings[0], verdict=Verdict.TOO_NOISY),))
    assert len(unsettled(noisy, 2)) == 1


def test_the_drift_that_turns_share_is_no_noise(make_turns: MakeTurns, judge: Judge) -> None:
    before, after, again = make_turns(0, {"ema": 1.0})
    assert np.std(np.log(before.latency_s["ema"])) > 0.2
    (finding,) = judge((before, after, again))
    assert finding.high is not None
    assert finding.low is not None
    assert finding.high - finding.low < 0.06
