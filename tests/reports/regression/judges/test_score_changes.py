"""A change of one row of many has to be sure beside all of them."""

from collections.abc import Mapping, Sequence

import numpy as np
import pytest

from attnreport.record import ScoreKind
from attnreport.regression.finding import Verdict
from attnreport.regression.judges.score_changes import Decision, decide_changes
from attnreport.regression.judges.score_rule import ScoreRule
from attnreport.regression.metrics.table import METRICS

TOP1 = METRICS["score"].of(ScoreKind(name="top1", head="Top-1 Acc"))
DROP = (-1.0, -1.4, -1.9, -1.2)
"""Sure at 5 % alone (p = 0.0057), and not as one of ten."""
NOISE = ((0.3, -0.2, 0.4, -0.3), (-0.5, 0.1, 0.3, 0.2), (0.2, 0.3, -0.4, 0.1))


def decided(changes: Mapping[str, Sequence[float]]) -> Mapping[str, Decision]:
    return decide_changes(changes, TOP1, ScoreRule())


def among(change: Sequence[float], others: int) -> Mapping[str, Decision]:
    noise = {f"row{i}": [(1 + i) * x for x in NOISE[i % len(NOISE)]] for i in range(others)}
    return decided({"ema": change, **noise})


@pytest.mark.parametrize("seeds", [3, 5])
def test_noise_alone_turns_one_report_in_twenty_red_at_most(seeds: int) -> None:
    random = np.random.default_rng(0)
    reports = [
        decided({f"row{i}": changes for i, changes in enumerate(random.normal(size=(10, seeds)))})
        for _ in range(400)
    ]
    red = [any(one.verdict is Verdict.REGRESSED for one in rows.values()) for rows in reports]
    better = [any(one.verdict is Verdict.IMPROVED for one in rows.values()) for rows in reports]
    assert np.mean(red) <= 0.05
    assert np.mean(better) <= 0.05


def test_a_drop_that_is_sure_alone_needs_more_among_ten() -> None:
    alone, one_of_ten = among(DROP, 0)["ema"], among(DROP, 9)["ema"]
    assert alone.verdict is Verdict.REGRESSED
    assert "p = 0.0057; a drop" in alone.reason
    assert one_of_ten.verdict is Verdict.TOO_NOISY
    assert "p = 0.0057, 0.057 by Holm over 10 rows" in one_of_ten.reason
    assert one_of_ten.estimate == alone.estimate


def test_a_gain_that_is_not_sure_among_ten_is_no_regression() -> None:
    gain = [-change for change in DROP]
    assert among(gain, 0)["ema"].verdict is Verdict.IMPROVED
    assert among(gain, 9)["ema"].verdict is Verdict.OK


def test_a_large_drop_is_called_among_ten() -> None:
    assert among([10 * change for change in (-1.0, -1.1, -0.9, -1.0)], 9)["ema"].verdict is (
        Verdict.REGRESSED
    )


def test_rows_that_were_not_drawn_anew_are_not_counted() -> None:
    same = {f"row{i}": (0.0,) * 4 for i in range(9)}
    decisions = decided({"ema": DROP, **same})
    assert decisions["ema"] == among(DROP, 0)["ema"]
    assert {decisions[row].verdict for row in same} == {Verdict.OK}


def test_rows_of_too_few_seeds_are_not_counted() -> None:
    decisions = decided({"ema": DROP, "ca": (-1.0, 1.0)})
    assert decisions["ema"].verdict is Verdict.REGRESSED
    assert decisions["ca"].verdict is Verdict.TOO_NOISY
    assert "train 1 more" in decisions["ca"].reason


def test_no_row_is_no_decision() -> None:
    assert decided({}) == {}
