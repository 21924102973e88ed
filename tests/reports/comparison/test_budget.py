"""Limits are read as a user writes them, and a row keeps to them, breaks them, or is undecided."""

from collections.abc import Callable, Sequence

import pytest

from attnreport.comparison.budget import BadLimit, budget_answers, read_limit
from attnreport.comparison.comparison import compare
from attnreport.comparison.rows import summarize
from attnreport.comparison.tables import comparison_table
from attnreport.comparison.timings import LATENCY, TIMED
from attnreport.record import AnyRecord
from attnreport.tables.table import Table

MakeStudy = Callable[[int], list[AnyRecord]]


@pytest.mark.parametrize(
    ("quantity", "text", "most", "is_ratio"),
    [
        ("latency", "1.1x", 1.1, True),
        ("latency", "+10%", 1.1, True),
        ("latency", "-25%", 0.75, True),
        ("latency", "5ms", 5.0, False),
        ("latency", "0.5 s", 500.0, False),
        ("params", "23.9M", 23.9e6, False),
        ("params", "24000000", 24e6, False),
        ("macs", "1.5G", 1.5e9, False),
        ("train_memory", "2GiB", 2.0**31, False),
    ],
)
def test_a_limit_is_read_as_it_is_written(
    quantity: str, text: str, most: float, is_ratio: bool
) -> None:
    limit = read_limit(quantity, text)
    assert limit.most == pytest.approx(most)
    assert (limit.is_ratio, limit.text) == (is_ratio, text)


@pytest.mark.parametrize(
    ("quantity", "text"),
    [
        *(("latency", text) for text in ("", "fast", "5", "5M", "10%", "+5ms", "-2x", "1.1.1x")),
        ("params", "5ms"),
        ("train_memory", "5"),
    ],
)
def test_a_limit_that_cannot_be_read_names_what_can(quantity: str, text: str) -> None:
    with pytest.raises(BadLimit, match=rf"max_{quantity} must be .* such as 1\.1x, 2x or \+10%"):
        read_limit(quantity, text)


def answers(
    records: Sequence[AnyRecord], variants: Sequence[str], *limits: tuple[str, str]
) -> dict[str, str]:
    rows = summarize(records, variants)
    texts = budget_answers(rows, tuple(read_limit(*limit) for limit in limits))
    return dict(zip((row.variant for row in rows), texts, strict=True))


def test_exact_sizes_fit_up_to_the_limit_itself(
    make_study: MakeStudy, variants: Sequence[str]
) -> None:
    by_row = answers(make_study(1), variants, ("params", "23903620"))
    assert by_row == {
        "baseline": "fits",
        "ema": "fits",
        "ca": "over: params",
        "eca": "fits",
        "baseline again": "",
    }


def test_a_relative_size_is_relative_to_the_baseline(
    make_study: MakeStudy, variants: Sequence[str]
) -> None:
    by_row = answers(make_study(1), variants, ("params", "+1%"))
    assert (by_row["ema"], by_row["ca"]) == ("fits", "over: params")


def test_a_ratio_whose_interval_contains_the_limit_is_undecided(
    make_study: MakeStudy, variants: Sequence[str]
) -> None:
    # The planted latency of EMA is 1 / 0.95 = 1.0526 times the baseline's, within 0.5 %.
    assert answers(make_study(1), variants, ("latency", "1.052x"))["ema"] == "undecided: latency"
    assert answers(make_study(1), variants, ("latency", "1.06x"))["ema"] == "fits"
    assert answers(make_study(1), variants, ("latency", "1.04x"))["ema"] == "over: latency"


def test_an_amount_within_the_interval_of_the_median_is_undecided(
    make_study: MakeStudy, variants: Sequence[str]
) -> None:
    # The machine drifts by 6 % in steps, so 4 ms is a median with an interval.
    (speed,) = (record for record in make_study(1) if record.kind == "speed")
    median = TIMED[LATENCY].of(speed, "baseline").value
    assert median is not None
    assert median.low is not None
    assert median.high is not None
    assert median.low < median.value < median.high
    limits = {
        "undecided: latency": (median.low + 1e-6, median.value, median.high - 1e-6),
        "over: latency": (0.99 * median.low,),
        "fits": (1.01 * median.high,),
    }
    for answer, milliseconds in limits.items():
        for limit in milliseconds:
            by_row = answers(make_study(1), variants, ("latency", f"{limit:.9f}ms"))
            assert by_row["baseline"] == answer


def test_what_was_not_measured_is_undecided(make_study: MakeStudy) -> None:
    records = [record for record in make_study(0) if record.kind == "cost"]
    by_row = answers(records, ["baseline", "ca"], ("latency", "1.1x"), ("params", "+1%"))
    assert by_row["ca"] == "over: params; undecided: latency"


def test_the_table_has_the_column_only_with_a_budget(
    make_study: MakeStudy, variants: Sequence[str], table: Table
) -> None:
    assert "Budget" not in table.heads
    limited = comparison_table(compare(make_study(3), variants, (read_limit("params", "+2%"),)))
    index = limited.heads.index("Budget")
    assert [row[index].text for row in limited.rows] == [
        *("fits, Pareto-best", "fits, Pareto-best", "over: params", "fits, Pareto-best", "")
    ]
