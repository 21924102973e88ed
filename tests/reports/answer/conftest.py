"""Studies of which every score, size and time is planted."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import pytest

from attnreport.comparison.budget import Budget
from attnreport.comparison.comparison import Comparison, compare
from attnreport.record import (
    BASELINE,
    NULL_ROW,
    AnyRecord,
    CostRecord,
    SpeedRecord,
    TrainRecord,
)
from tests.reports.conftest import cost, speed, train

ROUNDS = 40
BASE_S = 0.004
MACS, PARAMS = 1_000_000, 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Planted:
    """What a row is made to be, beside the baseline."""

    scores: Sequence[float] = ()
    """After the last epoch, of seeds 0, 1, ...; none was trained where it is empty."""
    ratio: float = 1.0
    """Of latency to the baseline's."""
    params: float = 0.0
    macs: float = 0.0
    """Shares of the baseline's that are added."""
    error: str | None = None
    """Why its training failed."""


Study = Callable[..., Comparison]


@pytest.fixture(scope="session")
def study() -> Study:
    """Makes a comparison of planted rows; `baseline` is one of them."""
    return planted_comparison


def planted_comparison(
    *,
    null: float = 1.0,
    budget: Budget = (),
    higher_is_better: bool = True,
    is_timed: bool = True,
    chance: float | None = None,
    **rows: Planted,
) -> Comparison:
    records: list[AnyRecord] = [
        *(_cost(cost(BASELINE), name, row) for name, row in rows.items()),
        *(
            run
            for name, row in rows.items()
            for run in _runs(train(BASELINE, 0), name, row, higher_is_better, chance)
        ),
        *([_speed(speed([BASELINE]), rows, null)] if is_timed else []),
    ]
    return compare(records, list(rows), budget)


def _cost(record: CostRecord, name: str, row: Planted) -> CostRecord:
    macs = round(MACS * (1 + row.macs))
    return replace(
        record,
        key=f"cost-{name}",
        variant=name,
        label=_label(name),
        params=round(PARAMS * (1 + row.params)),
        macs={"torch": macs, "fvcore": macs},
    )


def _runs(
    record: TrainRecord,
    name: str,
    row: Planted,
    higher_is_better: bool,
    chance: float | None,
) -> list[TrainRecord]:
    (kind, *_) = record.score_kinds
    planted = replace(
        record,
        variant=name,
        label=_label(name),
        score_kinds=(replace(kind, higher_is_better=higher_is_better, chance=chance),),
        scores={},
        validation_scores={},
    )
    if row.error:
        return [replace(planted, key=f"train-{name}-0", seed=0, scores={}, error=row.error)]
    return [
        replace(planted, key=f"train-{name}-{seed}", seed=seed, scores={"top1": (1.0, score)})
        for seed, score in enumerate(row.scores)
    ]


def _speed(record: SpeedRecord, rows: Mapping[str, Planted], null: float) -> SpeedRecord:
    """Times with a little noise that repeats, so that every interval is narrow but not empty."""
    ratios = {**{name: row.ratio for name, row in rows.items()}, NULL_ROW: null}
    seconds = {
        name: tuple(
            BASE_S * ratio * (1 + 0.001 * ((7 * index + 3 * number) % 5 - 2))
            for index in range(ROUNDS)
        )
        for number, (name, ratio) in enumerate(ratios.items())
    }
    return replace(
        record,
        variants=tuple(rows),
        forward_s=seconds,
        latency_s=seconds,
        train_step_s=seconds,
        peak_forward_bytes=dict.fromkeys(ratios, 2**20),
        peak_train_step_bytes=dict.fromkeys(ratios, 2**21),
    )


def _label(name: str) -> str:
    return "Baseline" if name == BASELINE else name.upper()
