"""Findings read as a person would say them."""

from collections.abc import Callable

import pytest

from attnreport.regression.finding import Finding, Verdict
from attnreport.regression.formats.finding_text import (
    change_text,
    line_text,
    name_text,
    size_text,
    value_texts,
    verdict_text,
)
from attnreport.units import MISSING

MakeFinding = Callable[..., Finding]


@pytest.mark.parametrize(
    ("metric", "before", "after", "texts"),
    [
        ("params", 23_705_252, 25_635_716, ("23.71M", "25.64M")),
        ("params", 23_705_252, 23_705_253, ("23,705,252", "23,705,253")),
        ("macs", None, 1_298_014_208, (MISSING, "1.30G")),
        ("latency", 0.012104, 1.25, ("12.10 ms", "1.25 s")),
        ("memory", 45.8 * 2**20, 51.2 * 2**10, ("45.8 MiB", "51.2 KiB")),
        ("score", 91.149, None, ("91.15 %", MISSING)),
        ("latency", 0.01, float("nan"), ("10.00 ms", "nan")),
        ("params", 10, float("nan"), ("10", "nan")),
    ],
    ids=["counts", "one more", "new", "times", "bytes", "percent", "no number", "no count"],
)
def test_values_have_the_units_of_their_metric(
    make_finding: MakeFinding,
    metric: str,
    before: float | None,
    after: float | None,
    texts: tuple[str, str],
) -> None:
    assert value_texts(make_finding("ema", metric, before=before, after=after)) == texts


def test_a_ratio_to_the_baseline_network_is_no_time(make_finding: MakeFinding) -> None:
    finding = make_finding("ema", "latency", before=2.6371, after=2.8, is_of_ratio=True)
    assert value_texts(finding) == ("2.637×", "2.800×")


@pytest.mark.parametrize(
    ("metric", "verdict", "change", "interval", "text"),
    [
        ("latency", Verdict.REGRESSED, 0.061, (0.04, 0.082), "▲ +6.1 % [+4.0, +8.2] worse"),
        ("latency", Verdict.IMPROVED, -0.075, (-0.09, -0.06), "▼ -7.5 % [-9.0, -6.0] better"),
        ("latency", Verdict.TOO_NOISY, 0.042, (-0.021, 0.107), "▲ +4.2 % [-2.1, +10.7]"),
        (
            "score",
            Verdict.REGRESSED,
            -1.25,
            (-2.1, -0.4),
            "▼ -1.25 points [-2.10, -0.40] worse",
        ),
        ("params", Verdict.REGRESSED, 0.002, (None, None), "▲ +0.2 % worse"),
        ("params", Verdict.OK, 0.0, (None, None), "0 %"),
        ("output", Verdict.REGRESSED, 0.0031, (None, None), "0.31 % apart"),
        ("latency", Verdict.NEW, None, (None, None), MISSING),
    ],
    ids=["slower", "faster", "unknown", "points", "count", "none", "outputs", "new"],
)
def test_a_change_is_called_worse_or_better_only_where_that_was_shown(
    make_finding: MakeFinding,
    metric: str,
    verdict: Verdict,
    change: float | None,
    interval: tuple[float | None, float | None],
    text: str,
) -> None:
    low, high = interval
    finding = make_finding("ema", metric, verdict, change=change, low=low, high=high)
    assert change_text(finding) == text


def test_a_count_that_changes_by_very_little_is_told_by_how_many(make_finding: MakeFinding) -> None:
    one_more = make_finding(
        "ema", "params", Verdict.REGRESSED, before=2e6, after=2_000_001, change=5e-7
    )
    assert change_text(one_more) == "▲ +1 worse"


def test_a_line_has_what_is_known_and_the_reason(make_finding: MakeFinding) -> None:
    finding = make_finding("ema", "params", Verdict.MISSING, before=2000, reason="not measured")
    assert line_text(finding) == "2.00K before. not measured"
    assert verdict_text(finding) == "EMA #.Param., missing: not measured"
    assert size_text(finding) == ""


def test_texts_stay_on_one_line_without_what_a_terminal_acts_on(make_finding: MakeFinding) -> None:
    finding = make_finding("a\n\x1b[31mb", "latency", Verdict.BROKEN, reason="c\r\nd\x00")
    assert name_text(finding) == "A [31MB Latency"
    assert line_text(finding) == "c d"
