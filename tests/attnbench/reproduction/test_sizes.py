"""The rows of the EMA paper's tables have the sizes that were counted by hand."""

from dataclasses import replace

import pytest

from attnbench.reproduction.choice import choose
from attnbench.reproduction.rebuild import rebuild
from attnreport.rebuilt import judge_rows
from attnreport.verdict import Verdict

CONV_AND_LINEAR = "Conv and Linear weights only; normalisation left out"

TABLE1 = (
    (23_705_252, 23_652_132, "1.2980"),
    (26_237_844, 26_184_692, "1.3035"),
    (23_705_960, 23_652_132, "1.2980"),
    (23_705_338, 23_652_218, "1.2981"),
    (23_735_460, 23_652_132, "1.2980"),
    (25_623_084, 25_569_020, "1.3135"),
    (23_903_620, 23_849_556, "1.6113"),
    (42_697_380, 42_592_036, "2.5102"),
    (46_322_828, 46_215_452, "2.5435"),
    (43_072_004, 42_964_628, "3.1555"),
)
"""Of each row all parameters, those of convolutions and linear layers, and GMACs."""

TABLE3 = (
    (23_903_620, 23_849_556, "1.6077"),
    (24_494_948, 24_439_940, "1.9211"),
    (23_903_620, 23_849_556, "1.6113"),
)

VERDICTS = {
    "table1": {Verdict.EQUAL: 7, Verdict.ANOTHER_CONVENTION: 12, Verdict.NOT_REPRODUCIBLE: 1},
    "table3": {Verdict.ANOTHER_CONVENTION: 6},
}


@pytest.mark.parametrize(("name", "expected"), [("table1", TABLE1), ("table3", TABLE3)])
def test_every_row_has_the_sizes_counted_by_hand(
    name: str, expected: tuple[tuple[int, int, str], ...]
) -> None:
    ((_, table),) = choose(name)
    rebuilt = [rebuild(table, row, []) for row in table.rows]
    found = [
        (
            each.counts["params"]["all parameters"],
            each.counts["params"][CONV_AND_LINEAR],
            f"{each.counts['macs']['multiply-accumulates'] / 1e9:.4f}",
        )
        for each in rebuilt
    ]
    assert found == list(expected)
    verdicts = [size.verdict for row in judge_rows(table, rebuilt) for size in row.sizes.values()]
    assert {verdict: verdicts.count(verdict) for verdict in set(verdicts)} == VERDICTS[name]


@pytest.mark.slow
def test_the_networks_of_scsa_have_the_sizes_counted_by_hand() -> None:
    ((_, table),) = choose("scsa")
    params = [rebuild(table, row, []).counts["params"]["all parameters"] for row in table.rows]
    # SCSA's repository spells CBAM without biases and norm, which its authors' module has.
    cbam = 25_715_784 + 4_044
    assert params == [
        *(25_557_032, 25_714_216, cbam, 25_557_080, 25_557_386, 25_692_528),
        *(25_569_784, 25_591_016, 27_394_836, 25_617_448),
        *(44_549_160, 44_573_336, 44_679_208),
        *(3_504_872, 3_619_048),
    ]


def test_a_refusal_that_the_paper_expects_is_no_error() -> None:
    table = next(table for _, table in choose("readme") if table.name == "readme-imagenet")
    row = next(row for row in table.rows if row.refused)
    found = rebuild(table, row, [])
    assert "channels=144 is not divisible by groups=32" in found.refusal
    assert not found.error
    assert not found.counts


def test_a_row_that_builds_although_the_paper_expects_a_refusal_is_an_error() -> None:
    ((_, table),) = choose("table1")
    found = rebuild(table, replace(table.rows[0], refused=True), [])
    assert found.error == "was expected to be refused, but builds; take refused out"
    assert not found.refusal
    assert not found.counts
