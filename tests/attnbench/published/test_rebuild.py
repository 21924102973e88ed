"""The rows of the EMA paper's tables have the sizes that were counted by hand."""

from dataclasses import replace

import pytest

from attnbench.published.rebuild import rebuild
from attnbench.published.selection import select_tables
from attnreport.published.match import Match
from attnreport.published.paper import PaperTable
from attnreport.published.rebuilt import Rebuilt, Rewiring, compare_rows

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

MATCHES = {
    "table1": {Match.EQUAL: 7, Match.ANOTHER_CONVENTION: 12, Match.NOT_REPRODUCIBLE: 1},
    "table3": {Match.ANOTHER_CONVENTION: 6},
}


@pytest.mark.parametrize(
    ("name", "expected"),
    [pytest.param("table1", TABLE1, marks=pytest.mark.slow), ("table3", TABLE3)],
)
def test_every_row_has_the_sizes_counted_by_hand(
    name: str, expected: tuple[tuple[int, int, str], ...]
) -> None:
    ((_, table),) = select_tables(name)
    rebuilt = [rebuild(table, row, []) for row in table.rows]
    sizes = [
        (
            row.counts["params"]["all parameters"],
            row.counts["params"][CONV_AND_LINEAR],
            f"{row.counts['macs']['multiply-accumulates'] / 1e9:.4f}",
        )
        for row in rebuilt
    ]
    assert sizes == list(expected)
    matches = [
        comparison.match
        for row in compare_rows(table, rebuilt)
        for comparison in row.sizes.values()
    ]
    assert {verdict: matches.count(verdict) for verdict in set(matches)} == MATCHES[name]


@pytest.mark.slow
def test_the_networks_of_scsa_have_the_sizes_counted_by_hand() -> None:
    ((_, table),) = select_tables("scsa")
    params = [rebuild(table, row, []).counts["params"]["all parameters"] for row in table.rows]
    # SCSA's repository spells CBAM without biases and norm, which its authors' module has.
    cbam = 25_715_784 + 4_044
    assert params == [
        *(25_557_032, 25_714_216, cbam, 25_557_080, 25_557_386, 25_692_528),
        *(25_569_784, 25_591_016, 27_394_836, 25_617_448),
        *(44_549_160, 44_573_336, 44_679_208),
        *(3_504_872, 3_619_048),
    ]


ONCE_FUSED = "thop 0.0.31, scaled, without pooling, group-folded batch counted once, norms fused"

SWAPPED = ("+ CA", "+ EMA")
"""The rows of table2 whose printed FLOPs are each other's."""


def detection_rows(backbones: tuple[str, ...]) -> tuple[PaperTable, list[Rebuilt]]:
    """The rows of table2 in some backbones, and what becomes of them."""
    ((_, table),) = select_tables("table2")
    rows = tuple(row for row in table.rows if table.setting_of(row).backbone in backbones)
    return replace(table, rows=rows), [rebuild(table, row, []) for row in rows]


@pytest.mark.slow
def test_the_networks_on_coco_come_out_but_for_two_swapped_flops() -> None:
    table, rebuilt = detection_rows(("yolov5s",))
    rows = compare_rows(table, rebuilt)
    assert [row.sizes["params"].match for row in rows] == 6 * [Match.ANOTHER_CONVENTION]
    choices = [row.sizes["params"].chosen for row in rows]
    assert {choice.convention for choice in choices if choice is not None} == {"norms fused"}
    wrong = [
        row.row.label for row in rows if row.sizes["macs"].match is not Match.ANOTHER_CONVENTION
    ]
    assert tuple(wrong) == SWAPPED
    ca, ema = (row for row in rows if row.row.label in SWAPPED)
    for row, other in ((ca, ema), (ema, ca)):
        printed = other.printed["macs"]
        assert printed.show(row.ours.counts["macs"][ONCE_FUSED]) == printed.text


@pytest.mark.slow
def test_the_networks_on_visdrone_come_out_with_their_rewiring() -> None:
    table, rebuilt = detection_rows(("yolov5x-p2", "yolov5x-p2-rewired"))
    rows = compare_rows(table, rebuilt)
    assert [row.sizes["params"].match for row in rows] == 4 * [Match.EQUAL]
    assert [row.sizes["macs"].match for row in rows] == 4 * [Match.ANOTHER_CONVENTION]
    params = [row.counts["params"]["all parameters"] for row in rebuilt]
    assert params == [90_963_540, 91_312_020, 91_278_630, 91_179_620]
    scaled = [row.counts["macs"]["thop 0.0.31, scaled, without pooling"] for row in rebuilt]
    assert [f"{macs / 1e9:.2f}" for macs in scaled] == ["314.20", "315.09", "315.20", "318.01"]
    rewiring = Rewiring(backbone="yolov5x-p2", params=90_963_540, rewired_params=91_168_340)
    assert [row.rewiring for row in rebuilt] == [None, rewiring, rewiring, rewiring]


def test_a_refusal_that_the_paper_expects_is_no_error() -> None:
    table = next(table for _, table in select_tables("readme") if table.name == "readme-imagenet")
    row = next(row for row in table.rows if row.refused)
    rebuilt = rebuild(table, row, [])
    assert "channels=144 is not divisible by groups=32" in rebuilt.refusal
    assert not rebuilt.error
    assert not rebuilt.counts


def test_a_row_that_builds_although_the_paper_expects_a_refusal_is_an_error() -> None:
    ((_, table),) = select_tables("table1")
    rebuilt = rebuild(table, replace(table.rows[0], refused=True), [])
    assert rebuilt.error == "builds, although the paper's file has refused = true; remove that"
    assert not rebuilt.refusal
    assert not rebuilt.counts


AUXILIARY = 9 * 1024 * 256 * 32 * 32 + 256 * 150 * 32 * 32
"""Multiply-accumulates of UPerNet's auxiliary head, which works in training alone."""


@pytest.mark.parametrize(
    ("backbone", "params", "gmacs"),
    [
        ("resnet50", 66_496_876, "239.1"),
        pytest.param("resnet101", 85_489_004, "258.5", marks=pytest.mark.slow),
    ],
)
def test_a_head_of_segmentation_is_counted_with_its_backbone(
    backbone: str, params: int, gmacs: str
) -> None:
    table = next(table for _, table in select_tables("mmseg-ade20k"))
    row = replace(table.rows[0], backbone=backbone)
    counts = rebuild(table, row, []).counts
    assert counts["params"]["all parameters"] == params
    macs = counts["macs"]["multiply-accumulates"]
    assert f"{(macs + AUXILIARY) / 1e9:.1f}" == gmacs


def test_a_head_that_no_task_has_is_told() -> None:
    table = next(table for _, table in select_tables("mmseg-ade20k"))
    rebuilt = rebuild(table, replace(table.rows[0], head="upper"), [])
    assert rebuilt.error.startswith("unknown head 'upper'; did you mean 'uper'")
