"""Networks that give printed sizes, with a letter for each way to count."""

from attnreport.published.match import Printed, match_size
from attnreport.published.paper import Size
from attnreport.published.solutions import Solved, solutions_table
from attnreport.tables.table import Table

PRINTED: dict[Size, Printed] = {
    "params": Printed(text="23.84", unit="M"),
    "macs": Printed(text="1.32", unit="G"),
}
MEANINGS: dict[Size, dict[str, str]] = {
    "params": {"all": "every parameter", "weights": "weights only"},
    "macs": {"ours": "products", "theirs": "products and sums"},
}


def solved(role: str, params: tuple[int, int], macs: tuple[int, int]) -> Solved:
    counts: dict[Size, dict[str, int]] = {
        "params": dict(zip(("all", "weights"), params, strict=True)),
        "macs": dict(zip(("ours", "theirs"), macs, strict=True)),
    }
    return Solved(
        role=role,
        variant="ema",
        backbone="resnet50",
        stem="cifar",
        input_size=(3, 32, 32),
        num_classes=100,
        matches={size: match_size(PRINTED[size], counts[size]) for size in counts},
    )


def table(*rows: Solved) -> Table:
    return solutions_table("what gives it", rows, PRINTED, MEANINGS, ["tried: all"])


def test_our_way_needs_no_letter_and_others_are_explained() -> None:
    made = table(
        solved("both", (23_840_000, 1), (1_320_000_000, 1)),
        solved("both", (1, 23_849_556), (1, 1_324_000_000)),
    )
    assert [[field.text for field in row[3:]] for row in made.rows] == [
        ["23.84M", "1.32G"],
        ["23.84M (a)", "1.32G (b)"],
    ]
    assert made.notes == (
        "(a) #.Param., weights: weights only; truncated",
        "(b) FLOPs, theirs: products and sums; rounded",
        "tried: all",
    )


def test_a_size_that_nothing_gives_shows_the_nearest_and_says_no() -> None:
    made = table(solved("nearest miss", (23_840_000, 1), (1_200_000_000, 1_400_000_000)))
    assert made.rows[0][4].text == "no: 1.40G (a)"
    assert made.notes[0] == "(a) FLOPs, theirs: products and sums; the nearest, and no match"
    assert made.frame.loc[0, "macs_digits"] == "no match"


def test_exact_numbers_are_kept() -> None:
    row = table(solved("both", (1, 23_849_556), (1_320_000_000, 1))).frame.loc[0]
    assert row["params"] == 23_849_556
    assert (row["params_convention"], row["params_digits"]) == ("weights", "truncated")
    assert (row["macs_convention"], row["input_size"]) == ("ours", "3x32x32")
