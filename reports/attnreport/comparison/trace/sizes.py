"""Where the sizes of a table come from."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from attnreport.comparison.trace.trace import NOT_MEASURED, Trace, TracedColumn
from attnreport.record import AnyRecord, CostRecord
from attnreport.units import MISSING

Count = Callable[[CostRecord], int | None]


def size_columns(records: Sequence[AnyRecord]) -> Iterator[TracedColumn]:
    """Parameters, multiply-accumulates by counter, and the other counts of one image."""
    costs = [record for record in records if isinstance(record, CostRecord)]
    yield TracedColumn(
        name="params",
        aliases=("#.Param.",),
        trace=partial(_trace, costs, lambda cost: cost.params, ""),
        is_counted=False,
    )
    for index, counter in enumerate(dict.fromkeys(name for cost in costs for name in cost.macs)):
        yield TracedColumn(
            name=f"macs_{counter}",
            aliases=(f"FLOPs ({counter})", *(("FLOPs", "MACs") if index == 0 else ())),
            trace=partial(_trace, costs, partial(_macs, counter), " of one image"),
        )
    yield from _of_backbone(costs)
    others: dict[str, Count] = {
        "activations": lambda cost: cost.activations,
        "elementwise": lambda cost: cost.elementwise,
        "bytes_moved": lambda cost: cost.bytes_moved,
    }
    for name, count in others.items():
        yield TracedColumn(name=name, trace=partial(_trace, costs, count, " of one image"))


def _of_backbone(costs: Sequence[CostRecord]) -> Iterator[TracedColumn]:
    """The sizes of the backbone below a head, where there is one."""
    if any(cost.backbone_macs is not None for cost in costs):
        yield TracedColumn(
            name="backbone_params",
            aliases=("Backbone #.Param.",),
            trace=partial(_trace, costs, lambda cost: cost.backbone_params, " of the backbone"),
            is_counted=False,
        )
        yield TracedColumn(
            name="backbone_macs",
            aliases=("Backbone FLOPs",),
            trace=partial(
                _trace, costs, lambda cost: cost.backbone_macs, " of the backbone and one image"
            ),
            is_counted=False,
        )


def _macs(counter: str, cost: CostRecord) -> int | None:
    return cost.macs.get(counter)


def _trace(costs: Sequence[CostRecord], count: Count, of: str, variant: str) -> Trace:
    used = [cost for cost in costs if cost.variant == variant]
    values = [count(cost) for cost in used if cost.error is None]
    if not used:
        return NOT_MEASURED
    value = values[0] if values else None
    return Trace(used, [f"{MISSING if value is None else f'{value:,}'}{of}"])
