"""What was timed, and how: below the comparison, and below the speed table."""

from collections.abc import Iterator

from attnreport.comparison.timings import TIMED
from attnreport.record import BASELINE, SpeedRecord
from attnreport.text import plural


def timing_note(speed: SpeedRecord) -> str:
    """What throughput, latency and memory of the comparison are of."""
    return (
        f"Throughput: {plural(speed.batch_size, 'image')} at once; latency: 1 image; peak memory: "
        f"a training step of {plural(speed.train_batch_size, 'image')}."
    )


def speed_notes(record: SpeedRecord) -> Iterator[str]:
    """The notes of the speed table."""
    layout = "last" if record.channels_last else "first"
    yield (
        f"Timed on {record.environment.device}, {plural(record.environment.threads, 'thread')}, "
        f"channels {layout}, {record.setting.precision}; in brackets: 95 % intervals."
    )
    rounds = [
        f"{len(seconds[BASELINE])} of {quantity.words} ({plural(quantity.images(record), 'image')})"
        for quantity in TIMED.values()
        if (seconds := quantity.seconds(record))
    ]
    if rounds:
        yield f"Rounds: {', '.join(rounds)}."
    if record.load_before is not None and record.load_after is not None:
        yield (
            f"Load of the machine: {record.load_before:.2f} before, {record.load_after:.2f} after."
        )
