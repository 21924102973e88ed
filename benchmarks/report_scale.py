"""What `attnbench report` takes on studies of a hundred to tens of thousands of records.

    python benchmarks/report_scale.py

makes a study of each size in a temporary folder, planted but written by the product's own writers:
a cost record for each row, one timing session, and a training record with its outcomes for each row
and seed. Of the last row one training is missing and one failed. Then it reports on it in fresh
processes and prints a Markdown table. Nothing is trained; the seed is fixed.
"""

import argparse
import hashlib
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from typing import TypedDict

import numpy as np

from attnbench.engine.cells.header import label_of, setting_of
from attnbench.environment import describe
from attnbench.plan.plan import Plan
from attnbench.plan.variant import Variant
from attnbench.study import Study
from attnbench.tasks.recipes import RECIPES
from attnbench.tasks.sources import open_data_of
from attnbench.tasks.tasks import find_task
from attnreport.record import (
    NULL_ROW,
    CostRecord,
    Environment,
    Setting,
    SpeedRecord,
    TrainRecord,
)

SHAPES = ((10, 9), (20, 49), (100, 99), (100, 299))
"""Rows and seeds: 101, 1,001, 10,001 and 30,001 records."""

COMMANDS = {"report": (), "report --full": ("--full",)}
RUNS = 3
"""Of each command; the table has their median."""

TEST_IMAGES, EPOCHS, ROUNDS = 2_500, 5, 80
PARAMS, MACS = 222_890, 40_000_000
SECONDS = 0.01
"""Of a forward, of one image and of a training step alike."""
STARTED_AT = "2026-01-02T03:04:05+00:00"
MIB = 1024
"""KiB, in which Linux counts a process's memory."""

# A process of its own: the memory of the one that starts a command counts as the command's.
MEASURING = """
import os, subprocess, sys
process = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL)
_, status, usage = os.wait4(process.pid, 0)
print(usage.ru_utime + usage.ru_stime, usage.ru_maxrss)
sys.exit(os.waitstatus_to_exitcode(status))
"""
"""Prints the processor time in seconds and the peak memory in KiB of a command."""


class Header(TypedDict):
    """The fields that records of every kind share."""

    setting: Setting
    environment: Environment
    command: str
    started_at: str
    wall_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What one report took."""

    processor_s: float
    peak_mib: float


def plan_of(rows: int, seeds: int) -> Plan:
    """A plan with a baseline, and EMA with other groups in each further row."""
    modules = tuple(Variant("ema", (("groups", groups),)) for groups in range(1, rows))
    return Plan(modules=modules, recipe=RECIPES["quick"], seeds=tuple(range(seeds)))


def plant(folder: Path, plan: Plan) -> Study:
    """Write a study of which all cells but a few are measured."""
    study, random = Study.open(folder, plan), np.random.default_rng(0)
    header = _header(plan)
    for row, variant in enumerate(plan.variants):
        study.write(_cost(header, variant, row))
    study.write(_speed(header, plan, random))
    shared = random.normal(size=len(plan.seeds))
    for row, variant in enumerate(plan.variants):
        # Every tenth row gains a point; what a seed gives is half shared.
        gain = float(row % 10 == 1)
        for seed in plan.seeds:
            spread = 0.7 * (shared[seed] + random.normal())
            correct = random.random(TEST_IMAGES) < (80 + gain + spread) / 100
            run = _train(header, plan, variant, seed, float(100 * correct.mean()))
            study.write(run)
            study.write_outcomes(run.key, {"correct": correct})
    _damage(study, plan)
    return study


def _damage(study: Study, plan: Plan) -> None:
    """Let the last row lack its last training, and have failed in the one before."""
    last, seeds = plan.variants[-1], plan.seeds
    for seed in seeds[-1:]:
        (study.folder / "records" / f"{_key('train', last, seed)}.json").unlink()
    failed = study.record(_key("train", last, seeds[-2]))
    assert isinstance(failed, TrainRecord)
    study.write(replace(failed, scores={}, error="RuntimeError: planted"))


def _header(plan: Plan) -> Header:
    return {
        "setting": setting_of(plan, open_data_of(plan)),
        "environment": describe(plan.device, plan.threads),
        "command": "attnbench compare",
        "started_at": STARTED_AT,
        "wall_s": 60.0,
    }


def _key(kind: str, variant: Variant, seed: int | None = None) -> str:
    """As long as the engine's."""
    text = f"{variant}-{seed}"
    name = f"{kind}-{variant.module}" + ("" if seed is None else f"-seed{seed}")
    return f"{name}-{hashlib.sha256(text.encode()).hexdigest()[:16]}"


def _cost(header: Header, variant: Variant, row: int) -> CostRecord:
    macs = {"torch": MACS + 1000 * row, "fvcore": MACS + 900 * row, "thop": MACS + 800 * row}
    return CostRecord(
        **header,
        key=_key("cost", variant),
        variant=str(variant),
        label=label_of(variant),
        params=PARAMS + 10 * row,
        baseline_params=PARAMS,
        macs=macs,
        baseline_macs=dict.fromkeys(macs, MACS),
    )


def _speed(header: Header, plan: Plan, random: np.random.Generator) -> SpeedRecord:
    names = [*map(str, plan.variants), NULL_ROW]

    def seconds() -> dict[str, tuple[float, ...]]:
        drawn = SECONDS * (1 + 0.01 * random.standard_normal((len(names), ROUNDS)))
        return dict(zip(names, map(tuple, drawn.tolist()), strict=True))

    return SpeedRecord(
        **header,
        key="speed-0123456789abcdef",
        variants=tuple(map(str, plan.variants)),
        batch_size=plan.batch_size,
        train_batch_size=plan.recipe.batch_size,
        forward_s=seconds(),
        latency_s=seconds(),
        train_step_s=seconds(),
    )


def _train(header: Header, plan: Plan, variant: Variant, seed: int, score: float) -> TrainRecord:
    kinds = find_task(plan.task).scores
    to_it = tuple(np.linspace(score - 20, score, EPOCHS).round(2).tolist())
    return TrainRecord(
        **header,
        key=_key("train", variant, seed),
        variant=str(variant),
        label=label_of(variant),
        seed=seed,
        recipe="quick",
        epochs=EPOCHS,
        recipe_settings={"optimizer": "adamw", "learning_rate": 0.01, "weight_decay": 0.05},
        train_images=4_500,
        test_images=TEST_IMAGES,
        train_loss=tuple(np.linspace(2.0, 0.5, EPOCHS).round(4).tolist()),
        score_kinds=kinds,
        scores={kind.name: to_it for kind in kinds},
        initial_weights_sha256="ab" * 32,
        batches_sha256="cd" * 32,
        data_fingerprint="ef" * 32,
    )


def cost_of(folder: Path, arguments: Sequence[str]) -> Cost:
    """Report on a study in a fresh process."""
    command = (sys.executable, "-m", "attnbench", "report", str(folder), *arguments)
    measuring = (sys.executable, "-c", MEASURING, *command)
    ended = subprocess.run(measuring, check=True, stdout=subprocess.PIPE, text=True)
    processor_s, peak_kib = map(float, ended.stdout.split())
    return Cost(processor_s=processor_s, peak_mib=peak_kib / MIB)


def lines_of(shapes: Sequence[tuple[int, int]], runs: int) -> Iterator[str]:
    """Lines of the Markdown table."""
    yield "| Records | Rows x seeds | Command | CPU (s) | Peak memory (MiB) |"
    yield "|--:|--:|:--|--:|--:|"
    for rows, seeds in shapes:
        with tempfile.TemporaryDirectory() as place:
            study = plant(Path(place) / "study", plan_of(rows, seeds))
            records = sum(1 for _ in (study.folder / "records").iterdir())
            for name, arguments in COMMANDS.items():
                costs = [cost_of(study.folder, arguments) for _ in range(runs)]
                processor = median(cost.processor_s for cost in costs)
                peak = median(cost.peak_mib for cost in costs)
                yield (
                    f"| {records:,} | {rows} x {seeds} | {name} | {processor:.1f} | {peak:,.0f} |"
                )


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table."""
    options = _parser().parse_args(arguments)
    for line in lines_of(options.shapes, options.runs):
        print(line, flush=True)


def _shape(text: str) -> tuple[int, int]:
    rows, _, seeds = text.partition("x")
    return int(rows), int(seeds)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("shapes", nargs="*", type=_shape, default=SHAPES, help="such as 20x49")
    parser.add_argument("--runs", type=int, default=RUNS, help="of each command")
    return parser


if __name__ == "__main__":
    main()
