"""The sentences below a table: under which conditions its numbers hold, and how far."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import pandas as pd

from attnreport.frame import AnyRecord
from attnreport.record import (
    BASELINE,
    NULL_ROW,
    CostRecord,
    Environment,
    Setting,
    SpeedRecord,
    TrainRecord,
)
from attnreport.statistics import ENOUGH_SEEDS, paired_ratio
from attnreport.units import interval_text


def notes(
    records: Sequence[AnyRecord], frame: pd.DataFrame, speed: SpeedRecord | None
) -> Iterator[str]:
    """All notes of a table, the ones that every number needs first."""
    if not records:
        yield "Nothing was measured yet."
        return
    yield _setting(records[0].setting)
    yield "FLOPs are multiply-accumulates of one image, by three counters."
    if speed is None and any(isinstance(record, SpeedRecord) for record in records):
        yield (
            "Throughput is not shown: no single sitting timed all of these rows; "
            "run compare with all of them."
        )
    yield from _speed(speed)
    runs = [r for r in records if isinstance(r, TrainRecord) and r.error is None]
    yield from _training(runs, fewest=int(frame["seeds"].min()))
    yield from _missing(frame)
    yield from _machines([record.environment for record in records])
    yield from _cautions(records)


def _setting(setting: Setting) -> str:
    image = "x".join(map(str, setting.input_size))
    return (
        f"Setting: {setting.backbone} (stem: {setting.stem}), modules at {setting.site}, "
        f"{setting.data} images of {image}, {setting.num_classes} classes, {setting.precision}."
    )


def _speed(record: SpeedRecord | None) -> Iterator[str]:
    if record is None:
        return
    rounds = len(record.forward_s[BASELINE])
    yield (
        f"Throughput: evaluation forward, channels last, batch {record.batch_size}, "
        f"{record.environment.device}, "
        f"{record.environment.threads} thread(s), median of {rounds} rounds in which all rows take "
        "turns in random order; × baseline is the median ratio within a round, with its 95 % "
        "bootstrap interval."
    )
    if NULL_ROW in record.forward_s:
        null = paired_ratio(record.forward_s[BASELINE], record.forward_s[NULL_ROW])
        floor = interval_text(null.value, null.low, null.high)
        yield (
            f"Noise floor: the baseline against itself gave {floor}; "
            "ratios within are no difference."
        )


def _training(runs: Sequence[TrainRecord], fewest: int) -> Iterator[str]:
    if not runs:
        return
    first = runs[0]
    seeds = sorted({run.seed for run in runs})
    yield (
        f"Accuracy: recipe {first.recipe}, {first.epochs} epochs, {first.train_images} training "
        f"and {first.test_images} test images, {first.environment.threads} thread(s); mean ± sd of "
        f"the last epoch over seed(s) {', '.join(map(str, seeds))}."
    )
    if fewest < ENOUGH_SEEDS:
        yield (
            f"{fewest} seed(s) are not enough to rank the rows by accuracy: no best is marked; "
            f"pass --seeds {ENOUGH_SEEDS} or more."
        )
    if first.setting.data == "digits":
        yield (
            "digits is a small proxy task: it shows that a module trains, not that it wins on "
            "photographs; most modules cannot be told apart on it."
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


def _cautions(records: Sequence[AnyRecord]) -> Iterator[str]:
    seen: set[str] = set()
    for record in records:
        for caution in record.cautions:
            who = record.label if isinstance(record, CostRecord | TrainRecord) else "speed"
            text = f"{who}: {caution.kind}: {caution.detail}"
            if text not in seen:
                seen.add(text)
                yield text
