"""The sentences below a table: under which conditions its numbers hold, and how far."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from attnreport.comparison.budget import Budget
from attnreport.comparison.comparison import Comparison
from attnreport.comparison.notes.audit import audit_notes
from attnreport.comparison.notes.cautions import cautions
from attnreport.comparison.notes.networks import network_notes
from attnreport.comparison.notes.pairing import pairing_notes
from attnreport.comparison.notes.ties import ties
from attnreport.comparison.notes.training import optimism_note, training_notes
from attnreport.comparison.rows import Row, counters
from attnreport.record import (
    BASELINE,
    NULL_ROW,
    Environment,
    Setting,
    SpeedRecord,
    network_name,
)
from attnreport.statistics import paired_ratio
from attnreport.text import listed, plural
from attnreport.units import interval_text


def notes(comparison: Comparison) -> Iterator[str]:
    """All notes of the comparison, the ones that every number needs first."""
    records, rows, runs = comparison.records, comparison.rows, comparison.runs
    if not records:
        yield "Nothing was measured yet."
        return
    yield _setting(records[0].setting)
    yield from _counters(rows)
    yield from records[0].setting.task_notes
    yield from _timing(rows, comparison.speed)
    yield from training_notes(runs)
    yield from optimism_note(rows)
    differences = {row.variant: row.effect for row in rows if row.effect is not None}
    yield from ties(runs, differences)
    yield from pairing_notes(runs, differences)
    yield from network_notes(runs, comparison.correct)
    yield from audit_notes(runs)
    yield from _pareto(rows)
    yield from _budget(comparison.budget)
    yield from _missing(rows)
    yield from _machines([record.environment for record in records])
    yield from (
        f"{about.row}: {about.caution.kind}: {about.caution.detail}" for about in cautions(records)
    )


def _counters(rows: Sequence[Row]) -> Iterator[str]:
    names = counters(rows)
    if names:
        yield f"FLOPs are multiply-accumulates of one image, counted by {listed(names)}."


def _timing(rows: Sequence[Row], speed: SpeedRecord | None) -> Iterator[str]:
    """The conditions of the times, and the rows that their one session does not have."""
    if speed is None:
        return
    known = {*speed.forward_s, *speed.failures}
    missing = [row.label for row in rows if row.variant not in known]
    if missing:
        yield (
            f"Not timed in the session shown: {', '.join(missing)}. A ratio never crosses "
            "sessions; run compare with all rows."
        )
    yield (
        f"Throughput ({plural(speed.batch_size, 'image')} at once), latency (1 image; × baseline: "
        f"lower is faster) and peak memory (of a training step of {speed.train_batch_size} images) "
        "are from one timing session; the speed table has more."
    )


def speed_notes(record: SpeedRecord) -> Iterator[str]:
    """The notes of the speed table."""
    layout = "last" if record.channels_last else "first"
    yield (
        f"Timed on {record.environment.device}, {plural(record.environment.threads, 'thread')}, "
        f"channels {layout}, {record.setting.precision}; in every round all rows take turns in "
        "random order. Values are medians over rounds; × baseline is the median ratio within a "
        "round, with its 95 % interval."
    )
    forward, latency, step = record.forward_s, record.latency_s, record.train_step_s
    if forward:
        yield (
            f"Throughput: an evaluation forward of {plural(record.batch_size, 'image')}, "
            f"{_rounds(forward)}{_noise_floor(forward, is_rate=True)}."
        )
    if latency:
        yield (
            f"Latency: an evaluation forward of 1 image, {_rounds(latency)}{_noise_floor(latency)}."
        )
    if step:
        yield (
            "Training step: forward, loss, backward and update of "
            f"{plural(record.train_batch_size, 'image')}, {_rounds(step)}{_noise_floor(step)}."
        )
    yield (
        "Memory: peak memory allocated by torch, weights included (in training also gradients and "
        "optimizer state); scratch memory of its libraries is not counted."
    )


def _rounds(seconds: Mapping[str, tuple[float, ...]]) -> str:
    return plural(len(seconds[BASELINE]), "round")


def _noise_floor(seconds: Mapping[str, tuple[float, ...]], *, is_rate: bool = False) -> str:
    if NULL_ROW not in seconds:
        return ""
    pair = (seconds[NULL_ROW], seconds[BASELINE])
    null = paired_ratio(*(reversed(pair) if is_rate else pair))
    floor = interval_text(null.value, null.low, null.high)
    return f"; noise floor: the baseline again is {floor} x the baseline"


def _setting(setting: Setting) -> str:
    image = "x".join(map(str, setting.input_size))
    classes = f", {setting.num_classes} classes" if setting.num_classes else ""
    return (
        f"Setting: {network_name(setting)} (stem: {setting.stem}), modules at {setting.site}, "
        f"{setting.data} images of {image}{classes}, {setting.precision}."
    )


def _pareto(rows: Sequence[Row]) -> Iterator[str]:
    best = [row.label for row in rows if row.is_pareto_best]
    if best:
        yield (
            f"Pareto-best: {', '.join(best)}. Every other row is dominated by a row that measured "
            "no worse in mean score, latency, parameters and MACs, and is smaller, or faster "
            "beyond the intervals of both. A better mean score alone, or a lower latency within "
            "the intervals, does not dominate a row; it only keeps a costlier row from being "
            "dominated."
        )


def _budget(budget: Budget) -> Iterator[str]:
    if budget:
        limits = ", ".join(
            f"{limit.quantity} {limit.text}{' of the baseline' if limit.is_ratio else ''}"
            for limit in budget
        )
        yield f"Budget: at most {limits}; undecided: the limit lies within the measured interval."


def _missing(rows: Sequence[Row]) -> Iterator[str]:
    """Rows that have fewer training runs than others: stopped, failed, or not started yet."""
    seeds_of = {row.label: row.seeds for row in rows if row.seeds is not None}
    most = max(seeds_of.values(), default=0)
    for label, seeds in seeds_of.items():
        if seeds < most:
            yield (
                f"{label} has {seeds} of {most} training runs; run the command again to finish it."
            )


def _machines(environments: Sequence[Environment]) -> Iterator[str]:
    for machine in dict.fromkeys(replace(environment, threads=0) for environment in environments):
        memory = machine.memory_bytes / 2**30
        commit = f" at {machine.commit[:12]}" if machine.commit else ""
        yield (
            f"Measured on {machine.device}: {machine.cpu}, {plural(machine.cores, 'core')}, "
            f"{memory:.0f} GiB, {machine.system}; Python {machine.python}, torch {machine.torch}, "
            f"timm {machine.timm}, attnbench {machine.attnbench}{commit}."
        )
