"""A comparison as one could be found, every number planted."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from attnreport.regression.finding import Finding, Verdict
from attnreport.regression.metric import METRICS
from attnreport.regression.report import RegressionReport, Side

MIB = 2**20


def finding(row: str, metric: str, verdict: Verdict = Verdict.OK, **values: object) -> Finding:
    bare = Finding(row=row, label=row.upper(), metric=METRICS[metric], verdict=verdict)
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
        "accuracy",
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
        reason="2 sittings of 4 launches each, t interval at 99 %, least effect 3 %",
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
        reason="ratios to the baseline network of the same sitting",
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
