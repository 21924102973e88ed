"""The cost cell: sizes of one row beside the baseline's, and what its module computes."""

from functools import lru_cache

from attnbench.cost.cautions import cautions_of
from attnbench.cost.count import Cost, count
from attnbench.cost.disagreement import added_by_operator
from attnbench.data.source import DataSource
from attnbench.engine.cells.header import Job, label_of
from attnbench.engine.cells.outputs import Outputs, measure_outputs
from attnbench.network.build import (
    architecture_of,
    build_network,
    build_row,
    inject_variant,
    seeded,
)
from attnbench.plan.cells import CostCell
from attnbench.plan.plan import Plan
from attnbench.plan.variant import THE_BASELINE
from attnreport.record import CostRecord, PlaceRow


def measure_cost(job: Job, cell: CostCell) -> CostRecord:
    """Count one row beside the baseline, and condense its module's outputs."""
    plan, source = job.plan, job.source
    baseline = _baseline_cost(plan, source)
    with seeded(0):
        network = build_network(
            architecture_of(plan, source.num_classes, source.size), plan.weights
        )
        injection = inject_variant(network, cell.variant, plan.site, source.size)
    cost = count(network, source.size)
    added = added_by_operator(baseline.macs_by_operator, cost.macs_by_operator)
    outputs = measure_outputs(cell.variant, injection.places) if injection else Outputs()
    return CostRecord(
        **job.header(),
        variant=str(cell.variant),
        label=label_of(cell.variant),
        params=cost.params,
        baseline_params=baseline.params,
        macs=cost.macs,
        baseline_macs=baseline.macs,
        backbone_params=cost.backbone.params if cost.backbone else None,
        backbone_macs=cost.backbone.macs if cost.backbone else None,
        baseline_backbone_params=baseline.backbone.params if baseline.backbone else None,
        baseline_backbone_macs=baseline.backbone.macs if baseline.backbone else None,
        macs_by_operator=added,
        activations=cost.activations,
        elementwise=cost.elementwise,
        bytes_moved=cost.bytes_moved,
        places=tuple(
            PlaceRow(path=p.path, channels=p.channels, height=p.height, width=p.width)
            for p in (injection.places if injection else ())
        ),
        outputs=outputs.numbers,
        cautions=(
            *(injection.cautions if injection else ()),
            *cautions_of(cost, baseline if injection else None),
            *outputs.cautions,
        ),
    )


@lru_cache(maxsize=1)
def _baseline_cost(plan: Plan, source: DataSource) -> Cost:
    """The sizes without a module, which all rows of a plan share."""
    return count(build_row(plan, source, THE_BASELINE, seed=0), source.size)
