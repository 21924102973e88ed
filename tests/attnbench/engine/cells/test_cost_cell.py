"""A cost record has the backbone's own sizes where a head stands on it, and else none."""

import pytest

from attnbench.engine.cells.cost_cell import measure_cost
from attnbench.engine.cells.header import Job
from attnbench.plan.cells import CostCell
from attnbench.plan.plan import Plan
from attnbench.plan.variant import THE_BASELINE, Variant, parse_variant
from attnbench.tasks.recipes import RECIPES
from attnbench.tasks.sources import open_data
from attnbench.tasks.tasks import TASKS
from attnreport.record import CostRecord

HEADS = {"classify": "", "detect": "fcos", "segment": "fcn"}


def measured(task: str, variant: Variant) -> CostRecord:
    kind = TASKS[task]
    plan = Plan(
        modules=(parse_variant("ema"),),
        head=HEADS[task],
        data=kind.data,
        recipe=RECIPES[kind.recipe],
    )
    cell = CostCell(variant)
    source = open_data(plan.data, "", 0, kind)
    return measure_cost(Job(plan=plan, source=source, cell=cell, key="a-key", command=""), cell)


@pytest.mark.parametrize("task", ["detect", "segment"])
def test_what_a_module_adds_to_the_backbone_it_adds_to_the_whole(task: str) -> None:
    baseline, row = (measured(task, variant) for variant in (THE_BASELINE, parse_variant("ema")))
    for record in (baseline, row):
        assert record.baseline_backbone_params == baseline.backbone_params
        assert record.baseline_backbone_macs == baseline.backbone_macs
    assert 0 < (baseline.backbone_params or 0) < (baseline.params or 0)
    assert 0 < (baseline.backbone_macs or 0) < (baseline.macs["torch"] or 0)
    added = (row.params or 0) - (row.baseline_params or 0)
    assert (row.backbone_params or 0) - (row.baseline_backbone_params or 0) == added > 0
    added = (row.macs["torch"] or 0) - (row.baseline_macs["torch"] or 0)
    assert (row.backbone_macs or 0) - (row.baseline_backbone_macs or 0) == added > 0


def test_what_a_module_adds_to_the_head_it_does_not_add_to_the_backbone() -> None:
    row = measured("segment", parse_variant("pam(site=neck)"))
    assert row.backbone_params == row.baseline_backbone_params
    assert row.backbone_macs == row.baseline_backbone_macs
    assert (row.params or 0) > (row.baseline_params or 0)


def test_a_network_without_a_head_has_no_sizes_of_a_part() -> None:
    row = measured("classify", parse_variant("ema"))
    assert row.params
    assert (row.backbone_params, row.backbone_macs) == (None, None)
    assert (row.baseline_backbone_params, row.baseline_backbone_macs) == (None, None)
