"""The sizes of a network that has a head, and of its backbone alone, beside the baseline's."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from attnreport.record import CostRecord

PARAMS, MACS = "params", "macs"
BACKBONE_PARAMS, BACKBONE_MACS = "backbone_params", "backbone_macs"


@dataclass(frozen=True, slots=True, kw_only=True)
class PartSize:
    """One size of one row; None where it was not measured."""

    count: int | None
    baseline: int | None

    @property
    def added(self) -> int | None:
        """What the row has more than the baseline."""
        return None if self.count is None or self.baseline is None else self.count - self.baseline

    @property
    def change(self) -> float | None:
        """The same as a share of the baseline's, such as 0.02 for 2 % more."""
        return self.added / self.baseline if self.added is not None and self.baseline else None


PartSizes = Mapping[str, PartSize]
"""By the names above; MACs by the first counter."""


def part_sizes(cost: CostRecord) -> PartSizes:
    """The sizes of the whole network and of its backbone; empty where it is all backbone."""
    if cost.backbone_macs is None:
        return {}
    counter = next(iter(cost.macs), "")
    return {
        PARAMS: PartSize(count=cost.params, baseline=cost.baseline_params),
        MACS: PartSize(count=cost.macs.get(counter), baseline=cost.baseline_macs.get(counter)),
        BACKBONE_PARAMS: PartSize(
            count=cost.backbone_params, baseline=cost.baseline_backbone_params
        ),
        BACKBONE_MACS: PartSize(count=cost.backbone_macs, baseline=cost.baseline_backbone_macs),
    }


def head_share(of_rows: Iterable[PartSizes]) -> float | None:
    """The share of the baseline's MACs that lies outside its backbone; None where unknown."""
    for sizes in of_rows:
        whole, backbone = (
            (sizes[name].baseline if sizes else None) for name in (MACS, BACKBONE_MACS)
        )
        if whole and backbone is not None:
            return 1 - backbone / whole
    return None


def is_outside(sizes: PartSizes) -> bool:
    """Whether a row adds more to the whole network than to its backbone."""
    pairs = ((PARAMS, BACKBONE_PARAMS), (MACS, BACKBONE_MACS))
    return bool(sizes) and any(sizes[whole].added != sizes[part].added for whole, part in pairs)
