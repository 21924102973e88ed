"""What one record says in a few words, and what is known of each row so far."""

from dataclasses import replace
from typing import Any

import pytest

from attnreport.comparison.results import noise_text, result_text, row_texts, score_head
from attnreport.comparison.timings import LATENCY, timings
from attnreport.record import BASELINE, NULL_ROW, AnyRecord, CostRecord, ScoreKind, SpeedRecord
from tests.reports.conftest import MACS, PARAMS, VARIANTS, cost, speed, train


def sized(variant: str, **changes: Any) -> CostRecord:
    """Sizes of a variant beside the baseline's."""
    baseline = {"torch": MACS[BASELINE], "thop": None}
    record = replace(cost(variant), baseline_params=PARAMS[BASELINE], baseline_macs=baseline)
    return replace(record, **changes)


def timed(ratios: dict[str, float]) -> SpeedRecord:
    """A timing session with the same ratios to the baseline's 2 ms in every round."""
    seconds = {BASELINE: 1.0, **ratios}
    return replace(
        speed((BASELINE,)),
        variants=tuple(name for name in seconds if name != NULL_ROW),
        latency_s={name: (0.002 * ratio,) * 8 for name, ratio in seconds.items()},
    )


@pytest.mark.parametrize(
    ("variant", "changes", "text"),
    [
        (BASELINE, {}, "23.71M params, 1.30G MACs"),
        ("ema", {}, "+198.37K params, +7.2 % MACs"),
        ("eca", {}, "+86 params, +0.0016 % MACs"),
        ("eca", {"params": PARAMS[BASELINE] - 1500}, "-1.50K params, +0.0016 % MACs"),
        ("ca", {"params": PARAMS[BASELINE], "macs": {"torch": None}}, "0 params"),
        ("ca", {"error": "RuntimeError: no"}, ""),
    ],
)
def test_sizes_are_said_beside_the_baseline(
    variant: str, changes: dict[str, Any], text: str
) -> None:
    assert result_text(sized(variant, **changes)) == text


def test_speed_is_said_as_ratios_and_with_its_noise() -> None:
    record = timed({"ema": 2.924, "eca": 1.27, NULL_ROW: 1.016})
    assert result_text(record) == "latency of ema ×2.92, eca ×1.27; baseline again ×1.02"


def test_the_ratio_is_the_one_of_the_tables() -> None:
    record = speed(VARIANTS)
    ratio = timings(record, "ema")[LATENCY].ratio
    assert ratio is not None
    assert f"ema ×{ratio.value:.2f}," in result_text(record)


def test_a_row_that_could_not_be_timed_has_no_ratio() -> None:
    record = timed({"ema": 2.5})
    assert result_text(replace(record, variants=(*record.variants, "ca"))) == "latency of ema ×2.50"


def test_of_many_rows_the_fastest_and_the_slowest_are_named() -> None:
    ratios = {f"ema(groups={groups})": 1 + groups / 10 for groups in (4, 2, 8, 1, 16, 3, 32, 6, 7)}
    assert (
        result_text(timed(ratios))
        == "latency of 9 rows, from ema(groups=1) ×1.10 to ema(groups=32) ×4.20"
    )


def test_a_training_is_said_by_its_headline_score_and_its_time() -> None:
    assert result_text(train("ema", 0)) == "80.50 % Top-1, 10 min"


def test_a_score_without_a_unit_and_a_run_without_scores_are_said_too() -> None:
    kind = ScoreKind(name="depth", head="RMSE", unit="", digits=3)
    record = replace(
        train("ema", 0),
        score_kinds=(kind,),
        scores={"depth": (0.5, 0.25)},
        validation_scores={},
    )
    assert result_text(record) == "0.250 RMSE, 10 min"
    assert result_text(replace(record, scores={})) == "10 min"


def test_rows_show_what_is_known_and_leave_the_rest_empty() -> None:
    records: list[AnyRecord] = [
        cost(BASELINE),
        sized("ema"),
        timed({"ema": 2.5}),
        train("ema", 1),
        train("ema", 0),
    ]
    rows = row_texts(records, (BASELINE, "ema", "ca"))
    baseline, ema, ca = rows.values()
    assert (baseline.params, baseline.macs, baseline.latency) == ("23.71M", "1.30G", "2.00 ms")
    assert (ema.label, ema.params, ema.macs, ema.latency) == ("EMA", "+198.37K", "+7.2 %", "×2.50")
    assert (ema.scores, ema.mean) == ({0: "80.50", 1: "80.70"}, "80.60")
    assert (ca.label, ca.params, ca.latency, ca.scores, ca.mean) == ("ca", "", "", {}, "")


def test_what_failed_is_not_known() -> None:
    (row,) = row_texts([replace(train("ema", 0), error="Diverged: no")], ["ema"]).values()
    assert row.scores == {}


def test_the_score_and_the_noise_are_empty_until_they_are_measured() -> None:
    assert (score_head([cost("ema")]), noise_text([cost("ema")])) == ("", "")
    assert score_head([cost("ema"), train("ema", 0)]) == "Top-1 (%)"
    assert noise_text([timed({NULL_ROW: 0.99})]) == "baseline again ×0.99"
    assert len(row_texts([], VARIANTS)) == 4
