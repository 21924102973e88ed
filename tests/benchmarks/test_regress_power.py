"""Runs of a comparison are kept line by line, and their shares told with what is sure of them."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from attnreport.record import SpeedRecord
from attnreport.regression.finding import Verdict
from attnreport.regression.result_set import ResultSet
from benchmarks.regress_power import (
    ROW,
    Rounds,
    Run,
    append,
    judged_again,
    read,
    run_of,
    share_text,
    summary,
)
from tests.reports.conftest import speed

RUN = Run(slower=0.0, verdict=Verdict.OK, change=0.001, sessions=1, wall_s=20.0, load=1.5)
SLOWED = replace(RUN, slower=0.05, verdict=Verdict.REGRESSED, change=0.05)


def cells(runs: list[Run]) -> list[dict[str, str]]:
    """The table's rows by head."""
    heads, _, *rows = (
        [cell.strip() for cell in line.strip("|").split("|")] for line in summary(runs).splitlines()
    )
    return [dict(zip(heads, row, strict=True)) for row in rows]


def test_what_was_kept_comes_back(tmp_path: Path) -> None:
    file = tmp_path / "runs.jsonl"
    runs = [RUN, SLOWED, replace(RUN, verdict=Verdict.TOO_NOISY, change=None)]
    assert read(file) == []
    for run in runs:
        append(file, run)
    assert read(file) == runs
    assert json.loads(file.read_text().splitlines()[1]) == {
        "slower": 0.05,
        "verdict": "regressed",
        "change": 0.05,
        "sessions": 1,
        "wall_s": 20.0,
        "load": 1.5,
    }


def pair_of(slower: float) -> tuple[ResultSet, ResultSet]:
    """Two sessions of three processes; the row of the newer code is slower."""
    random = np.random.default_rng(0)
    rows, rounds = ("baseline", ROW), (10,) * 12
    blank = replace(speed(("baseline",)), variants=rows, block_rounds=rounds)

    def record(session: str, factor: float) -> SpeedRecord:
        seconds = 0.004 * np.exp(0.01 * random.exponential(size=(2, sum(rounds))))
        times = {"baseline": tuple(seconds[0].tolist()), ROW: tuple((factor * seconds[1]).tolist())}
        return replace(blank, session=session, latency_s=times)

    before, again, after = (
        tuple(record(session, factor) for session in ("s1", "s2")) for factor in (1, 1, 1 + slower)
    )
    return (
        ResultSet(name="before", plan="", records=before, again=again),
        ResultSet(name="after", plan="", records=after),
    )


def test_rounds_that_were_kept_are_judged_again(tmp_path: Path) -> None:
    rounds = Rounds(tmp_path)
    for slower in (0.0, 0.1):
        pair = pair_of(slower)
        rounds.keep(pair, run_of(pair, slower, wall_s=20.0, load=1.5))
    equal, slowed = sorted(judged_again(tmp_path), key=lambda run: run.slower)
    assert (equal.slower, equal.verdict, equal.sessions) == (0.0, Verdict.OK, 2)
    assert (slowed.slower, slowed.verdict) == (0.1, Verdict.REGRESSED)
    assert slowed.change == pytest.approx(0.1, abs=0.005)
    assert (slowed.wall_s, slowed.load) == (20.0, 1.5)


def test_each_planted_slowdown_has_a_row_with_its_verdicts() -> None:
    unchanged, slowed = cells([SLOWED, *[RUN] * 3, replace(RUN, verdict="improved"), SLOWED])
    assert (unchanged["Planted"], unchanged["Runs"]) == ("0 %", "4")
    assert (unchanged["ok"], unchanged["improved"], unchanged["regressed"]) == ("3", "1", "0")
    assert (slowed["Planted"], slowed["Runs"], slowed["regressed"]) == ("5 %", "2", "2")
    assert (slowed["Change (median)"], slowed["sd (points)"]) == ("+5.00 %", "0.00")
    assert (slowed["s a run"], slowed["Load"]) == ("20.0", "1.5")


def test_what_was_too_noisy_is_not_of_those_told() -> None:
    noisy = replace(SLOWED, verdict=Verdict.TOO_NOISY)
    missed = replace(SLOWED, verdict=Verdict.OK)
    (row,) = cells([*[SLOWED] * 3, missed, *[noisy] * 4])
    assert row["too noisy"] == "4"
    assert row["Called, of those told"].startswith("75.0 % [")
    assert cells([noisy])[0]["Called, of those told"] == "–"


# By the formula of Wilson (1927) with z = 1.96.
@pytest.mark.parametrize(
    ("count", "of", "text"),
    [
        (0, 600, "0.0 % [0.0, 0.6]"),
        (600, 600, "100.0 % [99.4, 100.0]"),
        (50, 100, "50.0 % [40.4, 59.6]"),
        (0, 0, "–"),
    ],
)
def test_a_share_has_its_wilson_interval(count: int, of: int, text: str) -> None:
    assert share_text(count, of) == text


@given(st.integers(1, 1000).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_a_share_lies_within_its_interval(counts: tuple[int, int]) -> None:
    share, _, interval = share_text(*counts).partition(" % ")
    low, high = map(float, interval.strip("[]").split(", "))
    assert 0 <= low <= float(share) <= high <= 100
