"""Planted findings, result sets of planted records, and sessions whose noise is simulated."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Protocol

import numpy as np
import pytest

from attnreport.record import AnyRecord, ScoreKind, SpeedRecord
from attnreport.regression.cells import Pair, cells_of
from attnreport.regression.finding import Finding, Verdict
from attnreport.regression.metrics.table import METRICS
from attnreport.regression.report import RegressionReport, Side
from attnreport.regression.result_set import ResultSet

MakeSet = Callable[[Sequence[AnyRecord], Sequence[SpeedRecord]], ResultSet]
MakePair = Callable[..., Pair]


class MakeTurns(Protocol):
    """Records of the reference code, the current code and the reference code again."""

    def __call__(
        self,
        seed: int,
        slower: Mapping[str, float],
        *,
        blocks: int = 15,
        rounds: int = 20,
        session: str = "s1",
        again_slower: float = 1.0,
        noise: float = 0.1,
        is_skewed: bool = False,
    ) -> tuple[SpeedRecord, SpeedRecord, SpeedRecord]:
        """Times of each row of `slower`, by how much the current code is slower."""
        ...


def result_set(
    records: Sequence[AnyRecord], again: Sequence[SpeedRecord] = (), name: str = "main"
) -> ResultSet:
    return ResultSet(name=name, plan="", records=tuple(records), again=tuple(again))


@pytest.fixture(scope="session")
def make_set() -> Callable[..., ResultSet]:
    return result_set


@pytest.fixture(scope="session")
def make_pair() -> MakePair:
    def make(
        before: Sequence[AnyRecord],
        after: Sequence[AnyRecord],
        again: Sequence[SpeedRecord] = (),
    ) -> Pair:
        return Pair(before=cells_of(result_set(before, again)), after=cells_of(result_set(after)))

    return make


def machine(
    random: np.random.Generator, shape: tuple[int, int, int], noise: float, *, is_skewed: bool
) -> np.ndarray:
    """Logarithms of how slow the machine is, by block, round and process.

    A slow drift that the turns of a round share, heavy-tailed noise of each call, on both sides or
    upwards only, and a small offset of each blocked process.
    """
    blocks, rounds, processes = shape
    steps = random.normal(0, 0.25 * np.sqrt(1 - 0.9**2), blocks * rounds)
    drift = np.zeros(blocks * rounds)
    for i in range(1, len(drift)):
        drift[i] = 0.9 * drift[i - 1] + steps[i]
    tails = random.exponential(size=shape) if is_skewed else random.standard_t(3, shape) / 6**0.5
    calls = noise * tails
    offsets = random.normal(0, 0.005, (blocks, 1, processes))
    return drift.reshape(blocks, rounds, 1) + calls + offsets


@pytest.fixture(scope="session")
def make_turns(make_speed: Callable[[Sequence[str]], SpeedRecord]) -> MakeTurns:
    def make(
        seed: int,
        slower: Mapping[str, float],
        *,
        blocks: int = 15,
        rounds: int = 20,
        session: str = "s1",
        again_slower: float = 1.0,
        noise: float = 0.1,
        is_skewed: bool = False,
    ) -> tuple[SpeedRecord, SpeedRecord, SpeedRecord]:
        random = np.random.default_rng(seed)
        blank = replace(
            make_speed(()),
            session=session,
            block_rounds=(rounds,) * blocks,
            variants=tuple(slower),
            forward_s={},
            train_step_s={},
        )
        times: list[dict[str, tuple[float, ...]]] = [{}, {}, {}]
        for row, factor in slower.items():
            shape = (blocks, rounds, 3)
            noises = machine(random, shape, noise, is_skewed=is_skewed).reshape(-1, 3)
            for place, of_process in enumerate((1.0, factor, again_slower)):
                times[place][row] = tuple(0.004 * of_process * np.exp(noises[:, place]))
        before, after, again = (replace(blank, latency_s=seconds) for seconds in times)
        return before, after, again

    return make


MIB = 2**20


TOP1 = ScoreKind(name="top1", head="Top-1 Acc")


def finding(row: str, metric: str, verdict: Verdict = Verdict.OK, **values: object) -> Finding:
    measures = METRICS[metric].of(TOP1 if metric == "score" else None)
    bare = Finding(row=row, label=row.upper(), metric=measures, verdict=verdict)
    return replace(bare, **values)  # type: ignore[arg-type]  # mypy cannot know the fields


PASSED = (
    finding("baseline", "params", before=222_890, after=222_890, change=0.0),
    finding("ema", "params", before=224_586, after=224_586, change=0.0),
    finding("ema", "macs", detail="torch", before=22_450_000, after=22_450_000, change=0.0),
    finding(
        "baseline", "latency", before=0.0062, after=0.0061, change=-0.004, low=-0.011, high=0.003
    ),
    finding("ema", "memory", before=108.8 * MIB, after=108.8 * MIB, change=0.0),
)
REGRESSED = (
    finding(
        "ema",
        "output",
        Verdict.REGRESSED,
        detail="128x16x16 evaluation",
        change=0.0031,
        reason="the outputs are 0.31 % apart, more than the tolerance of 0.01 %",
    ),
    finding(
        "ema",
        "score",
        Verdict.REGRESSED,
        detail="top1",
        before=91.15,
        after=89.90,
        change=-1.25,
        low=-2.1,
        high=-0.4,
        reason="3 seeds in both, paired t interval at 95 %, least effect 0.5 points",
    ),
    finding(
        "ema",
        "latency",
        Verdict.REGRESSED,
        before=0.012104,
        after=0.012841,
        change=0.0609,
        low=0.0402,
        high=0.0821,
        reason="2 sessions of 4 blocks each, t interval at 99 %, least effect 3 %",
    ),
)
OTHERS = (
    finding("eca", "params", Verdict.IMPROVED, before=222_914, after=222_912, change=-2 / 222_914),
    finding("ema", "macs", Verdict.NEW, detail="fvcore", after=23_200_000, reason="not counted"),
    finding(
        "eca",
        "latency",
        Verdict.TOO_NOISY,
        before=0.0071,
        after=0.0074,
        change=0.0423,
        low=-0.021,
        high=0.107,
        reason="neither no change nor 3 % more can be excluded",
    ),
    finding(
        "ema",
        "train_step",
        Verdict.IMPROVED,
        before=1.482,
        after=1.371,
        change=-0.075,
        low=-0.09,
        high=-0.06,
        is_of_ratio=True,
        reason="ratios to the baseline network of the same session",
    ),
    finding(
        "ema(groups=16)",
        "memory",
        Verdict.BROKEN,
        before=91.2 * MIB,
        reason="the cell failed: out of memory",
    ),
    finding("ema(groups=16)", "params", Verdict.MISSING, before=223_210, reason="not measured"),
)
BEFORE = Side(
    name="origin/main",
    made_at="2026-01-02T03:04:05+00:00",
    commit="0123456789abcdef0123456789abcdef01234567",
    machine="Example CPU, 8 cores, 1 thread",
)
AFTER = Side(name="working tree", made_at="", commit=None, machine="")


def compared(
    *findings: Finding, refused: tuple[str, ...] = (), notes: tuple[str, ...] = ()
) -> RegressionReport:
    return RegressionReport(
        baseline=BEFORE, current=AFTER, findings=findings, refused=refused, notes=notes
    )


@pytest.fixture(scope="session")
def make_finding() -> Callable[..., Finding]:
    """A finding of a row, a metric's name and a verdict, its other fields by name."""
    return finding


@pytest.fixture(scope="session")
def make_report() -> Callable[..., RegressionReport]:
    """A comparison of two planted sides with some findings, refused sentences and notes."""
    return compared


@pytest.fixture(scope="session")
def report() -> RegressionReport:
    """One with a finding of every verdict and of every kind of metric."""
    return compared(
        *PASSED,
        *OTHERS,
        *REGRESSED,
        refused=("times of training memory: the machines differ",),
        notes=("rules: params exact; latency 3 % at level 0.01",),
    )
