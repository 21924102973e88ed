"""Records as a study of ResNet-50 would hold them, every number planted."""

from collections.abc import Callable, Sequence

import pytest

from attnreport.ablation.design import Design, Factor, Point, Refusal
from attnreport.comparison.comparison import compare
from attnreport.comparison.tables import comparison_table
from attnreport.record import (
    BASELINE,
    NULL_ROW,
    AnyRecord,
    Caution,
    CautionKind,
    CostRecord,
    Environment,
    ScoreKind,
    Setting,
    SpeedRecord,
    TrainRecord,
)
from attnreport.tables.table import Table

VARIANTS = (BASELINE, "ema", "ca", "eca")
LABELS = {BASELINE: "Baseline", "ema": "EMA", "ca": "CA", "eca": "ECA"}
PARAMS = {BASELINE: 23_705_252, "ema": 23_903_620, "ca": 25_635_716, "eca": 23_705_338}
MACS = {
    BASELINE: 1_298_014_208,
    "ema": 1_391_796_224,
    "ca": 1_300_226_048,
    "eca": 1_298_034_368,
}
ADDED_BY_THOP = 21_430_272
"""What thop counts beside convolutions and linear layers, alike in every row."""

RATIOS = {BASELINE: (1.0, 0.0), "ema": (0.95, 0.004), "ca": (0.9, 0.004), "eca": (0.98, 0.004)}
NULL_RATIO = (1.0, 0.001)
"""By variant, the middle of its planted ratios to the baseline and the step between them."""

STEPS = range(-3, 4)
ROUNDS = len(STEPS) ** 2
"""Each planted ratio this often over: the interval's ends then lie one step from the middle."""

TOP1 = {
    BASELINE: (77.2, 77.4, 77.6),
    "ema": (80.5, 80.7, 80.9),
    "ca": (80.0, 80.1, 80.2),
    "eca": (79.4, 79.9, 80.1),
}
"""By variant, the score after the last epoch with seeds 0, 1 and 2."""

SCORE_KINDS = (ScoreKind(name="top1", head="Top-1"), ScoreKind(name="top5", head="Top-5"))
SETTING = Setting(
    task="classify",
    backbone="resnet50",
    stem="cifar",
    site="residual",
    data="cifar100",
    input_size=(3, 32, 32),
    num_classes=100,
    precision="fp32",
)
ENVIRONMENT = Environment(
    system="Linux 6.1",
    cpu="Example CPU",
    cores=8,
    memory_bytes=32 * 2**30,
    device="cpu",
    threads=1,
    python="3.11.7",
    torch="2.6.0",
    timm="1.0.20",
    attnbench="0.1.0",
    commit="0123456789abcdef0123456789abcdef01234567",
)
COMMAND = "attnbench compare ema,ca,eca --seeds 3"
STARTED_AT = "2026-01-02T03:04:05+00:00"


def cost(variant: str) -> CostRecord:
    """Sizes of a variant; fvcore could not count EMA."""
    is_ema = variant == "ema"
    detail = "fvcore cannot count aten::unflatten; read the other two columns"
    return CostRecord(
        key=f"cost-{variant}-0a1b",
        setting=SETTING,
        environment=ENVIRONMENT,
        command=COMMAND,
        started_at=STARTED_AT,
        wall_s=1.5,
        variant=variant,
        label=LABELS[variant],
        params=PARAMS[variant],
        baseline_params=PARAMS[BASELINE],
        macs={
            "torch": MACS[variant],
            "fvcore": None if is_ema else MACS[variant],
            "thop": MACS[variant] + ADDED_BY_THOP,
        },
        activations=11_000_000,
        elementwise=9_000_000,
        bytes_moved=150_000_000,
        cautions=(Caution(kind=CautionKind.COUNTER_FAILED, detail=detail),) if is_ema else (),
    )


def train(variant: str, seed: int) -> TrainRecord:
    """A run whose best epoch, on the images held out and on test, is the one before the last."""
    last = TOP1[variant][seed]
    return TrainRecord(
        key=f"train-{variant}-seed{seed}-0a1b",
        setting=SETTING,
        environment=ENVIRONMENT,
        command=COMMAND,
        started_at=STARTED_AT,
        wall_s=600.0,
        variant=variant,
        label=LABELS[variant],
        seed=seed,
        recipe="paper",
        epochs=3,
        train_images=45_000,
        validation_images=5_000,
        test_images=10_000,
        train_loss=(4.25, 2.5, 1.125),
        score_kinds=SCORE_KINDS,
        scores={"top1": (last - 20, last + 5, last), "top5": (80.0, 99.0, last + 15)},
        validation_scores={"top1": (55.0, 83.0, 81.0), "top5": (79.0, 98.0, 97.0)},
        initial_weights_sha256="ab" * 32,
        batches_sha256="cd" * 32,
    )


def speed(variants: Sequence[str]) -> SpeedRecord:
    """A timing session in which the machine drifts and every row drifts with it."""
    ratios = {**{variant: RATIOS[variant] for variant in variants}, NULL_ROW: NULL_RATIO}

    def seconds(typical: float) -> dict[str, tuple[float, ...]]:
        baseline = [typical * (1 + 0.01 * (i // len(STEPS) - 3)) for i in range(ROUNDS)]
        return {
            name: tuple(
                value / (middle + step * STEPS[i % len(STEPS)]) for i, value in enumerate(baseline)
            )
            for name, (middle, step) in ratios.items()
        }

    return SpeedRecord(
        key="speed-0a1b",
        setting=SETTING,
        environment=ENVIRONMENT,
        command=COMMAND,
        started_at=STARTED_AT,
        wall_s=30.0,
        variants=tuple(variants),
        batch_size=64,
        train_batch_size=128,
        forward_s=seconds(0.1),
        latency_s=seconds(0.004),
        train_step_s=seconds(0.5),
        peak_forward_bytes=dict.fromkeys(ratios, 100 * 2**20),
        peak_train_step_bytes={name: round(2**30 / ratios[name][0]) for name in ratios},
    )


@pytest.fixture(scope="session")
def variants() -> tuple[str, ...]:
    return VARIANTS


@pytest.fixture(scope="session")
def make_cost() -> Callable[[str], CostRecord]:
    return cost


@pytest.fixture(scope="session")
def make_train() -> Callable[[str, int], TrainRecord]:
    return train


@pytest.fixture(scope="session")
def make_speed() -> Callable[[Sequence[str]], SpeedRecord]:
    return speed


@pytest.fixture(scope="session")
def make_study() -> Callable[[int], list[AnyRecord]]:
    """Builds every record of a study with that many seeds, up to 3."""

    def make(seeds: int) -> list[AnyRecord]:
        runs = [train(variant, seed) for variant in VARIANTS for seed in range(seeds)]
        return [*(cost(variant) for variant in VARIANTS), *runs, speed(VARIANTS)]

    return make


@pytest.fixture(scope="session")
def table(make_study: Callable[[int], list[AnyRecord]], variants: tuple[str, ...]) -> Table:
    """The paper's table of a study with 3 seeds, to be read alone: it takes half a second."""
    return comparison_table(compare(make_study(3), variants))


@pytest.fixture(scope="session")
def design() -> Design:
    """The study's modules as the points of a grid, as if they were EMA's ablation."""
    levels = {"ema": ("32", "on"), "ca": ("16", "on"), "eca": ("32", "off")}
    labels = {"ema": "EMA_32", "ca": "EMA_16", "eca": "EMA_no"}
    return Design(
        title="Ablation of EMA",
        factors=(
            Factor(name="groups", levels=("32", "16"), reference="32"),
            Factor(name="cross_spatial", levels=("off", "on"), reference="off"),
        ),
        points=tuple(
            Point(
                study="",
                variant=variant,
                label=labels[variant],
                levels={"groups": groups, "cross_spatial": cross_spatial},
            )
            for variant, (groups, cross_spatial) in levels.items()
        ),
        refused=(Refusal(label="EMA_48", reason="256 channels are no multiple of 48 groups"),),
    )
