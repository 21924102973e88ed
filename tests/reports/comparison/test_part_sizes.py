"""Where a head stands on the backbone, the sizes of both are beside each other."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from attnreport.answer.answer import answer
from attnreport.comparison.comparison import Comparison, compare
from attnreport.comparison.part_sizes import PartSize, head_share, is_outside, part_sizes
from attnreport.comparison.tables import comparison_table
from attnreport.comparison.trace.explain import explain
from attnreport.record import AnyRecord, CostRecord
from attnreport.tables.formats import FORMATS
from attnreport.tables.table import Table

MakeCost = Callable[[str], CostRecord]
MakeStudy = Callable[[int], list[AnyRecord]]

WHOLE, BACKBONE = 2_000_000_000, 200_000_000
"""MACs of the baseline, and of its backbone."""
PARAMS, BACKBONE_PARAMS = 40_000_000, 10_000_000
ADDED = {"baseline": 0, "ema": 4_000_000, "ca": 1_000_000, "eca": 0}
"""MACs that a row adds; a fourth of it are its parameters."""
AT_NECK = ("ca",)


def segmenter(cost: CostRecord, at_neck: Sequence[str], backbone: int = BACKBONE) -> CostRecord:
    """The sizes of a row on a network with a head."""
    added = ADDED[cost.variant]
    within = 0 if cost.variant in at_neck else added
    return replace(
        cost,
        params=PARAMS + added // 4,
        baseline_params=PARAMS,
        macs={"torch": WHOLE + added},
        baseline_macs={"torch": WHOLE},
        backbone_params=BACKBONE_PARAMS + within // 4,
        baseline_backbone_params=BACKBONE_PARAMS,
        backbone_macs=backbone + within,
        baseline_backbone_macs=backbone,
    )


def compared(
    make_study: MakeStudy, at_neck: Sequence[str] = (), backbone: int = BACKBONE
) -> Comparison:
    records = [
        segmenter(record, at_neck, backbone) if isinstance(record, CostRecord) else record
        for record in make_study(3)
    ]
    return compare(records, tuple(ADDED))


def column(table: Table, key: str) -> list[str]:
    (index,) = [place for place, column in enumerate(table.columns) if column.key == key]
    return [row[index].text for row in table.rows]


def weights(table: Table) -> list[str]:
    return [note for note in table.notes if "head" in note or "outside" in note]


def test_both_sizes_and_their_changes_are_columns(make_study: MakeStudy) -> None:
    table = comparison_table(compared(make_study, AT_NECK))
    assert column(table, "macs")[:3] == ["2.00G", "2.00G", "2.00G"]
    assert column(table, "macs_change") == ["–", "+0.2 %", "+0.05 %", "0 %", "–"]
    assert column(table, "backbone_macs") == ["200.00M", "204.00M", "200.00M", "200.00M", "–"]
    assert column(table, "backbone_macs_change") == ["–", "+2.0 %", "0 %", "0 %", "–"]
    assert column(table, "params_change") == ["–", "+2.5 %", "+0.62 %", "0 %", "–"]
    assert column(table, "backbone_params_change") == ["–", "+10.0 %", "0 %", "0 %", "–"]


def test_the_frame_has_the_exact_numbers(make_study: MakeStudy) -> None:
    frame = comparison_table(compared(make_study, AT_NECK)).frame.set_index("variant")
    assert frame.loc["ema", "backbone_macs"] == BACKBONE + ADDED["ema"]
    assert frame.loc["ema", "backbone_macs_change"] == ADDED["ema"] / BACKBONE
    assert frame.loc["ca", "backbone_macs_change"] == 0
    assert frame.loc["ca", "macs_change"] == ADDED["ca"] / WHOLE


@pytest.mark.parametrize("name", ["md", "tex"])
def test_formats_print_the_backbone(make_study: MakeStudy, name: str) -> None:
    text = FORMATS[name].render([comparison_table(compared(make_study))])
    assert "Backbone FLOPs" in text
    assert "204.00M" in text


def test_a_network_without_a_head_has_no_such_columns(table: Table) -> None:
    assert not [c.key for c in table.columns if "backbone_" in c.key or "change" in c.key]
    assert not [name for name in map(str, table.frame) if "backbone_" in name or "change" in name]
    assert not weights(table)


def test_a_head_that_outweighs_the_backbone_is_said(make_study: MakeStudy) -> None:
    assert weights(comparison_table(compared(make_study))) == [
        "The head has 90 % of the baseline's FLOPs: read a module's cost in the columns of the "
        "backbone."
    ]


def test_modules_outside_the_backbone_are_named(make_study: MakeStudy) -> None:
    assert weights(comparison_table(compared(make_study, AT_NECK)))[1:] == [
        "CA stands outside the backbone: the cost is in the columns of the whole network alone."
    ]


def test_no_note_sends_to_the_backbone_where_all_modules_stand_in_the_head(
    make_study: MakeStudy,
) -> None:
    rows = ["baseline", "ema", "ca"]
    records = compared(make_study, ["ema", "ca"]).records
    assert weights(comparison_table(compare(records, rows))) == [
        "The head has 90 % of the baseline's FLOPs, and the modules stand in it.",
        "EMA and CA stand outside the backbone: the cost is in the columns of the whole network "
        "alone.",
    ]


def test_a_light_head_needs_no_note(make_study: MakeStudy) -> None:
    assert not weights(comparison_table(compared(make_study, backbone=WHOLE * 9 // 10)))


def test_a_share_of_nearly_all_is_not_rounded_to_all(make_study: MakeStudy) -> None:
    (note,) = weights(comparison_table(compared(make_study, backbone=WHOLE // 1000)))
    assert note.startswith("The head has more than 99 % of the baseline's FLOPs")


def test_the_answer_warns_of_a_head_that_outweighs_the_backbone(make_study: MakeStudy) -> None:
    warning = "the head has 90 % of the MACs; changes of the backbone's are in the full tables"
    assert warning in answer(compared(make_study)).warnings
    light = answer(compared(make_study, backbone=WHOLE * 9 // 10))
    assert not [line for line in light.warnings if "head" in line]


def test_fields_of_the_backbone_can_be_explained(make_study: MakeStudy) -> None:
    records, variants = compared(make_study).records, tuple(ADDED)
    for field in ("ema:backbone_macs", "ema:Backbone FLOPs"):
        assert "204,000,000 of the backbone and one image" in next(
            iter(explain(records, variants, field))
        )
    first = next(iter(explain(records, variants, "ema:backbone_params")))
    assert "11,000,000 of the backbone" in first


def test_an_older_record_has_no_sizes_of_parts(make_cost: MakeCost) -> None:
    assert part_sizes(make_cost("ema")) == {}
    assert head_share([{}]) is None
    assert not is_outside({})


def test_a_size_that_was_not_measured_has_no_change() -> None:
    assert PartSize(count=None, baseline=3).change is None
    assert PartSize(count=3, baseline=None).change is None
    assert PartSize(count=3, baseline=0).change is None
