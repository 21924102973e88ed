"""The table of what is known so far keeps within a terminal, however many rows there are."""

import io

import pytest
from rich.console import Console

from attnbench.cli.progress_table import MOST_SEEDS, Results, draw_results, rows_in_sight
from attnreport.comparison.results import RowTexts

ROW = RowTexts(
    label="EMA (groups=16,cross_spatial=off,stages=3+4)",
    params="+198.37K",
    macs="+0.0016 %",
    latency="×12.92",
    scores=dict.fromkeys(range(MOST_SEEDS), "91.55"),
    mean="91.55",
)


def lines(results: Results, focus: str, height: int, width: int = 100) -> list[str]:
    text = io.StringIO()
    Console(file=text, width=width, height=height).print(draw_results(results, focus, height))
    return text.getvalue().rstrip("\n").splitlines()


def test_what_is_known_stands_in_its_column() -> None:
    rows = {"baseline": RowTexts(label="Baseline", params="23.71M"), "ema": ROW}
    drawn = lines(
        Results(rows=rows, seeds=(0, 1), score="Top-1 (%)", noise="baseline again ×1.02"), "", 24
    )
    heads, baseline, ema = (line.split() for line in drawn[:-1])
    assert heads == ["params", "MACs", "latency", "seed", "0", "seed", "1"]
    assert baseline == ["Baseline", "23.71M"]
    assert ema[-6:] == ["+198.37K", "+0.0016", "%", "×12.92", "91.55", "91.55"]
    assert drawn[-1] == "seeds: Top-1 (%); baseline again ×1.02"


def test_of_many_seeds_the_mean_is_shown_and_how_many_it_is_of() -> None:
    drawn = lines(Results(rows={"ema": ROW}, seeds=range(9), score="Top-1 (%)"), "", 24)
    assert drawn[0].endswith("mean of 9 seeds")
    assert drawn[1].endswith("91.55 (4)")


def test_a_table_of_costs_alone_has_no_scores() -> None:
    assert lines(Results(rows={"ema": ROW}), "", 24)[0].split() == ["params", "MACs", "latency"]


def test_sixty_rows_keep_within_the_terminal_and_the_running_one_is_in_sight() -> None:
    rows = {f"row{number}": RowTexts(label=f"Row {number}") for number in range(60)}
    results = Results(rows=rows, seeds=(0, 1), score="Top-1 (%)")
    drawn = lines(results, "row41", 20)
    assert len(drawn) <= 20
    names = [line.strip() for line in drawn if line.startswith("Row ")]
    assert names[0] == "Row 0"
    assert "Row 41" in names
    assert drawn[-1] == f"seeds: Top-1 (%); {60 - len(names)} more rows are not shown"


def test_the_widest_table_keeps_below_100_columns() -> None:
    results = Results(rows={"ema": ROW}, seeds=range(MOST_SEEDS), score="mAP (0.5:0.95) (%)")
    assert max(map(len, lines(results, "", 24, width=200))) < 100


@pytest.mark.parametrize(
    ("count", "focus", "most", "shown"),
    [
        (3, 0, 9, [0, 1, 2]),
        (9, 0, 3, [0, 1, 2]),
        (9, 5, 3, [0, 4, 5]),
        (9, 8, 3, [0, 7, 8]),
        (9, 8, 1, [0]),
    ],
)
def test_the_first_row_and_the_one_in_focus_are_shown(
    count: int, focus: int, most: int, shown: list[int]
) -> None:
    assert rows_in_sight(count, focus, most) == shown
