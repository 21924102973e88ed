"""The sentences below a table: under which conditions its numbers hold, and how far."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import pandas as pd

from attnreport.budget import Budget
from attnreport.cautions import cautions
from attnreport.frame import AnyRecord
from attnreport.record import BASELINE, NULL_ROW, Environment, Setting, SpeedRecord, TrainRecord
from attnreport.statistics import paired_ratio
from attnreport.ties import ties
from attnreport.units import interval_text


def notes(
    records: Sequence[AnyRecord], frame: pd.DataFrame, speed: SpeedRecord | None, budget: Budget
) -> Iterator[str]:
    """All notes of the comparison, the ones that every number needs first."""
    if not records:
        yield "Nothing was measured yet."
        return
    yield _setting(records[0].setting)
    yield "FLOPs are multiply-accumulates of one image, by three counters."
    if speed is None and any(isinstance(record, SpeedRecord) for record in records):
        yield (
            "Speed is not shown: no single sitting timed all of these rows; "
            "run compare with all of them."
        )
    if speed is not None:
        yield (
            "Throughput, latency (one image, × baseline: lower is faster) and peak memory (of a "
            "training step) are from one sitting; more of it in the speed table."
        )
    runs = [r for r in records if isinstance(r, TrainRecord) and r.error is None]
    yield from _training(runs)
    yield from ties(runs)
    yield from _pareto(frame)
    yield from _budget(budget)
    yield from _missing(frame)
    yield from _machines([record.environment for record in records])
    yield from (
        f"{told.who}: {told.caution.kind}: {told.caution.detail}" for told in cautions(records)
    )


def speed_notes(record: SpeedRecord) -> Iterator[str]:
    """The notes of the speed table."""
    yield (
        f"Timed on {record.environment.device}, {record.environment.threads} thread(s), channels "
        f"last, {record.setting.precision}; in every round all rows take turns in random order. "
        "Medians over rounds; × baseline is the median ratio within a round, with its 95 % "
        "bootstrap interval."
    )
    names = {
        f"Throughput: an evaluation forward of {record.batch_size} images": record.forward_s,
        "Latency: an evaluation forward of 1 image": record.latency_s,
        f"Training step: forward, loss, backward and update of {record.train_batch_size} images": (
            record.train_step_s
        ),
    }
    for name, seconds in names.items():
        if seconds:
            yield f"{name}, {len(seconds[BASELINE])} rounds{_noise_floor(seconds)}."
    yield (
        "Memory: what torch's allocator holds at the fullest moment, weights included (training: "
        "gradients and optimizer state too); scratch memory of its libraries is not in it."
    )


def _noise_floor(seconds: Mapping[str, tuple[float, ...]]) -> str:
    if NULL_ROW not in seconds:
        return ""
    null = paired_ratio(seconds[NULL_ROW], seconds[BASELINE])
    floor = interval_text(null.value, null.low, null.high)
    return f"; noise floor: the baseline took {floor} times its own time"


def _setting(setting: Setting) -> str:
    image = "x".join(map(str, setting.input_size))
    return (
        f"Setting: {setting.backbone} (stem: {setting.stem}), modules at {setting.site}, "
        f"{setting.data} images of {image}, {setting.num_classes} classes, {setting.precision}."
    )


def _training(runs: Sequence[TrainRecord]) -> Iterator[str]:
    if not runs:
        return
    first = runs[0]
    seeds = sorted({run.seed for run in runs})
    yield (
        f"Accuracy: recipe {first.recipe}, {first.epochs} epochs, {first.train_images} training "
        f"and {first.test_images} test images, {first.environment.threads} thread(s); mean ± sd of "
        f"the last epoch over seed(s) {', '.join(map(str, seeds))}."
    )
    if first.setting.data == "digits":
        yield (
            "digits is a small proxy task: it shows that a module trains, not that it wins on "
            "photographs; most modules cannot be told apart on it."
        )


def _pareto(frame: pd.DataFrame) -> Iterator[str]:
    best = [
        label
        for label, is_best in zip(frame["label"], frame["pareto_best"], strict=True)
        if is_best is True
    ]
    if best:
        yield (
            "Pareto-best (no other row is no worse in mean score, latency, parameters and MACs and "
            f"shown to be better in one): {', '.join(best)}."
        )


def _budget(budget: Budget) -> Iterator[str]:
    if budget:
        limits = ", ".join(f"{limit.quantity} {limit.text}" for limit in budget)
        yield (
            f"Budget: at most {limits}, relative ones to the baseline; undecided: the limit lies "
            "within the measured interval."
        )


def _missing(frame: pd.DataFrame) -> Iterator[str]:
    """Rows that have fewer training runs than others: stopped, failed, or not asked for yet."""
    most = frame["seeds"].max()
    for label, seeds in zip(frame["label"], frame["seeds"], strict=True):
        if seeds < most:
            yield (
                f"{label} has {seeds:.0f} of {most:.0f} training runs; "
                "run the command again to finish it."
            )


def _machines(environments: Sequence[Environment]) -> Iterator[str]:
    for each in dict.fromkeys(replace(each, threads=0) for each in environments):
        memory = each.memory_bytes / 2**30
        commit = f" at {each.commit[:12]}" if each.commit else ""
        yield (
            f"Measured on {each.device}: {each.cpu}, {each.cores} cores, {memory:.0f} GiB, "
            f"{each.system}; Python {each.python}, torch {each.torch}, "
            f"timm {each.timm}, attnbench {each.attnbench}{commit}."
        )
