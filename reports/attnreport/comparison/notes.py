"""The sentences below a table: under which conditions its numbers hold, and how far."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import pandas as pd

from attnreport.comparison.audit import audit_notes
from attnreport.comparison.budget import Budget
from attnreport.comparison.cautions import cautions
from attnreport.comparison.effects import Effect
from attnreport.comparison.networks import Correct, network_notes
from attnreport.comparison.ties import ties
from attnreport.comparison.training_notes import optimism_note, training_notes
from attnreport.record import (
    BASELINE,
    NULL_ROW,
    AnyRecord,
    Environment,
    Setting,
    SpeedRecord,
    TrainRecord,
    network_name,
)
from attnreport.statistics import paired_ratio
from attnreport.units import interval_text


def notes(
    records: Sequence[AnyRecord],
    frame: pd.DataFrame,
    *,
    speed: SpeedRecord | None,
    budget: Budget,
    effects: Mapping[str, Effect],
    correct: Correct,
) -> Iterator[str]:
    """All notes of the comparison, the ones that every number needs first."""
    if not records:
        yield "Nothing was measured yet."
        return
    yield _setting(records[0].setting)
    yield "FLOPs are multiply-accumulates of one image, by three counters."
    yield from records[0].setting.task_notes
    yield from _untimed(frame, speed)
    if speed is not None:
        yield (
            f"Throughput ({speed.batch_size} images at once), latency (1 image; × baseline: lower "
            f"is faster) and peak memory (of a training step of the recipe's "
            f"{speed.train_batch_size} images) are from one sitting; more in the speed table."
        )
    runs = [r for r in records if isinstance(r, TrainRecord) and r.error is None]
    yield from training_notes(runs)
    yield from optimism_note(runs, frame)
    yield from ties(runs, effects)
    yield from network_notes(runs, correct)
    yield from audit_notes(runs)
    yield from _pareto(frame)
    yield from _budget(budget)
    yield from _missing(frame)
    yield from _machines([record.environment for record in records])
    yield from (
        f"{told.who}: {told.caution.kind}: {told.caution.detail}" for told in cautions(records)
    )


def _untimed(frame: pd.DataFrame, speed: SpeedRecord | None) -> Iterator[str]:
    """Rows that the one sitting which is shown does not have."""
    if speed is None:
        return
    rows = zip(frame["variant"], frame["label"], strict=True)
    missing = [label for variant, label in rows if variant not in speed.forward_s]
    if missing:
        yield (
            f"{', '.join(missing)} not timed in the sitting that is shown, and a ratio never "
            "crosses sittings; run compare with all rows."
        )


def speed_notes(record: SpeedRecord) -> Iterator[str]:
    """The notes of the speed table."""
    layout = "last" if record.channels_last else "first"
    yield (
        f"Timed on {record.environment.device}, {record.environment.threads} thread(s), channels "
        f"{layout}, {record.setting.precision}; in every round all rows take turns in random "
        "order. Medians over rounds; × baseline is the median ratio within a round, with its 95 % "
        "bootstrap interval."
    )
    forward, latency, step = record.forward_s, record.latency_s, record.train_step_s
    if forward:
        yield (
            f"Throughput: an evaluation forward of {record.batch_size} images, "
            f"{_rounds(forward)}{_noise_floor(forward, is_rate=True)}."
        )
    if latency:
        yield (
            f"Latency: an evaluation forward of 1 image, {_rounds(latency)}{_noise_floor(latency)}."
        )
    if step:
        yield (
            f"Training step: forward, loss, backward and update of the recipe's "
            f"{record.train_batch_size} images, {_rounds(step)}{_noise_floor(step)}."
        )
    yield (
        "Memory: what torch's allocator holds at the fullest moment, weights included (training: "
        "gradients and optimizer state too); scratch memory of its libraries is not in it."
    )


def _rounds(seconds: Mapping[str, tuple[float, ...]]) -> str:
    return f"{len(seconds[BASELINE])} rounds"


def _noise_floor(seconds: Mapping[str, tuple[float, ...]], *, is_rate: bool = False) -> str:
    if NULL_ROW not in seconds:
        return ""
    pair = (seconds[NULL_ROW], seconds[BASELINE])
    null = paired_ratio(*(reversed(pair) if is_rate else pair))
    floor = interval_text(null.value, null.low, null.high)
    return f"; noise floor: the baseline again is {floor} x the baseline"


def _setting(setting: Setting) -> str:
    image = "x".join(map(str, setting.input_size))
    return (
        f"Setting: {network_name(setting)} (stem: {setting.stem}), modules at {setting.site}, "
        f"{setting.data} images of {image}, {setting.num_classes} classes, {setting.precision}."
    )


def _pareto(frame: pd.DataFrame) -> Iterator[str]:
    best = [
        label
        for label, is_best in zip(frame["label"], frame["pareto_best"], strict=True)
        if is_best is True
    ]
    if best:
        yield (
            f"Pareto-best: {', '.join(best)}. Beside every other row there is one that is as good "
            "in mean score, latency, parameters and MACs, and shown to cost less in one of them; a "
            "mean that is only higher beats nobody, but keeps a dearer row from being beaten."
        )


def _budget(budget: Budget) -> Iterator[str]:
    if budget:
        limits = ", ".join(
            f"{limit.quantity} {limit.text}{' of the baseline' if limit.is_ratio else ''}"
            for limit in budget
        )
        yield (f"Budget: at most {limits}; undecided: the limit lies within the measured interval.")


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
