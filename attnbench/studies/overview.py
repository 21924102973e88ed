"""A study at a glance, from its plan and its records."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from attnbench.plan.cells import Cell, SpeedCell, TrainCell, cells
from attnbench.plan.plan import Plan
from attnbench.studies.parts import load_parts, study_parts
from attnbench.study import Study
from attnbench.study_names import DEFAULT_ROOT, changed_at, study_names
from attnreport.record import AnyRecord, precedence


@dataclass(frozen=True, slots=True, kw_only=True)
class CellState:
    """A cell of a study's plan, and what came of it."""

    cell: Cell
    record: AnyRecord | None
    """The newest one without an error, or else the newest failure; None where it was never run."""

    @property
    def is_finished(self) -> bool:
        """Whether it has a record without an error."""
        return self.record is not None and self.record.error is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """What a list of studies says of one."""

    folder: Path
    rows: int = 0
    """Rows with the baseline, of all its studies."""
    seeds: tuple[int, ...] = ()
    data: tuple[str, ...] = ()
    backbones: tuple[str, ...] = ()
    finished: int = 0
    """Cells that have a record without an error."""
    total: int = 0
    """Cells of the plan."""
    size_bytes: int
    """Of all files in the folder."""
    changed_at: float
    """Unix time at which it was opened or gained a record."""
    damage: str | None = None
    """Why its plan or a record cannot be read."""


def overviews(root: Path = DEFAULT_ROOT) -> list[Overview]:
    """Every study in a folder, the newest first."""
    found = [overview(root / name) for name in study_names(root)]
    return sorted(found, key=lambda study: study.changed_at, reverse=True)


def overview(folder: Path) -> Overview:
    """One study, or those of one ablation taken together; damage is part of what it says.

    Raises:
        WrongUse: if the folder holds no study.
    """
    study_parts(folder)
    size_bytes, changed = _size_bytes(folder), changed_at(folder)
    try:
        studies = load_parts(folder)
        states = [state for study in studies for state in cell_states(study)]
    except ValueError as error:
        return Overview(folder=folder, size_bytes=size_bytes, changed_at=changed, damage=str(error))
    plans = [study.plan for study in studies]
    return Overview(
        folder=folder,
        rows=sum(len(plan.variants) for plan in plans),
        seeds=tuple(sorted({seed for plan in plans for seed in plan.seeds})),
        data=_different(plan.data for plan in plans),
        backbones=_different(plan.backbone for plan in plans),
        finished=sum(state.is_finished for state in states),
        total=len(states),
        size_bytes=size_bytes,
        changed_at=changed,
    )


def cell_states(study: Study) -> list[CellState]:
    """The cells of a study's plan, in their order, whatever the code was that measured them.

    Raises:
        UnreadableRecord: if a record is damaged.
    """
    return states_of(study.plan, study.records())


def states_of(plan: Plan, records: Iterable[AnyRecord]) -> list[CellState]:
    """The cells of a plan, in their order, with their records among those of its study."""
    known = {record.cell: record for record in sorted(records, key=precedence)}
    return [CellState(cell=cell, record=known.get(_recorded(cell))) for cell in cells(plan)]


def _recorded(cell: Cell) -> tuple[object, ...]:
    """What a record says that it is of."""
    if isinstance(cell, SpeedCell):
        return cell.kind, tuple(map(str, cell.variants))
    seed = (cell.seed,) if isinstance(cell, TrainCell) else ()
    return cell.kind, str(cell.variant), *seed


def _different(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))


def _size_bytes(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
