"""What an executor gets and gives: a cell to run, and what came of it."""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass

from attnbench.engine.cells.measure import Measured
from attnbench.plan.cells import Cell, CostCell, SpeedCell, TrainCell
from attnbench.plan.plan import Plan
from attnbench.plan.variant import parse_variant
from attnbench.training.messages import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class CellRequest:
    """A cell to run, as plain values that can travel as JSON."""

    study: str
    """Address of the study's folder, which holds the checkpoints."""
    plan: str
    """As TOML."""
    kind: str
    variants: tuple[str, ...]
    seed: int | None
    """Seed of a training cell."""
    key: str
    """Key of the record. A cell whose code or data have another key by then is not run."""
    command: str
    """What the user typed."""

    @property
    def cell(self) -> Cell:
        """The cell."""
        variants = tuple(map(parse_variant, self.variants))
        match self.kind:
            case "cost":
                return CostCell(variants[0])
            case "speed":
                return SpeedCell(variants)
            case _:
                assert self.seed is not None
                return TrainCell(variants[0], self.seed)

    def to_json(self) -> str:
        """The request on one line."""
        return json.dumps(asdict(self))


def request_from_json(text: str) -> CellRequest:
    """What `CellRequest.to_json` wrote."""
    values = json.loads(text)
    return CellRequest(**values | {"variants": tuple(values["variants"])})


def request_of(plan: Plan, cell: Cell, *, study: str, key: str, command: str) -> CellRequest:
    """The request of a plan's cell."""
    variants = cell.variants if isinstance(cell, SpeedCell) else (cell.variant,)
    return CellRequest(
        study=study,
        plan=plan.to_toml(),
        kind=cell.kind,
        variants=tuple(map(str, variants)),
        seed=cell.seed if isinstance(cell, TrainCell) else None,
        key=key,
        command=command,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class CellResult:
    """What came of a request."""

    request: CellRequest
    measured: Measured | None = None
    """The record and what belongs to it; None where the cell ended without a record."""
    cause: str = ""
    """Why there is no record."""


OnCellMessage = Callable[[CellRequest, Message], None]
"""Takes what a cell tells while it runs; may be called by several threads."""
