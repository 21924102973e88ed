"""Whether the clock of a timing session can be trusted: its null row, and the machine's load."""

from collections.abc import Iterable, Iterator, Mapping
from math import exp

from attnreport.comparison.sessions import sessions
from attnreport.comparison.timings import LATENCY, MOST_NOISE, THROUGHPUT, TIMED, noise
from attnreport.record import AnyRecord, Caution, CautionKind, SpeedRecord

FADES_S = 60.0
"""A load average of one minute forgets all but 1/e of what was in so many seconds."""
LEAST_S = 15.0
"""Systems renew the average every five seconds: what is shorter leaves too few of them."""
MARGIN = 0.5
"""Processes beyond the free cores that a load average may show by chance."""


def clock_note(speed: SpeedRecord) -> Iterator[str]:
    """How far off the null row is, of the quantities that it lets trust."""
    sound = {name: off for name, off in noise(speed).items() if off <= MOST_NOISE}
    if sound:
        yield f"Clock: baseline against itself within {_percents(sound)}."


def clock_cautions(speed: SpeedRecord) -> Iterator[Caution]:
    """Cautions where the null row is too far off, and where others kept the machine busy.

    How to time again is said where latency or throughput are off: the few rounds of a training step
    seldom bring its null row closer.
    """
    off = {name: reach for name, reach in noise(speed).items() if reach > MOST_NOISE}
    if off:
        remedy = (
            f"; to time again, delete records/{speed.key}.json and run the command again"
            if {LATENCY, THROUGHPUT} & off.keys()
            else ""
        )
        detail = (
            f"baseline against itself off by up to {_percents(off)}; none of these times is "
            f"marked{remedy}"
        )
        yield Caution(kind=CautionKind.TOO_NOISY, detail=detail)
    others, threads = others_at_once(speed), speed.environment.threads
    if others is not None and others > max(speed.environment.cores - threads, 0) + MARGIN:
        detail = (
            f"about {others:.1f} other processes wanted a core while timing used {threads} of "
            f"{speed.environment.cores}: times are too long, and ratios can be far too high"
        )
        yield Caution(kind=CautionKind.BUSY, detail=detail)


def timed_again(records: Iterable[AnyRecord], shown: SpeedRecord | None) -> Iterator[Caution]:
    """A caution where a study has several timing sessions, of which one is shown."""
    keys = [session.key for session in sessions(records)]
    if shown is not None and len(keys) > 1:
        detail = (
            f"times are from session {keys.index(shown.key) + 1} of {len(keys)}, which timed its "
            "rows anew; report --session N shows another one"
        )
        yield Caution(kind=CautionKind.TIMED_AGAIN, detail=detail)


def others_at_once(speed: SpeedRecord) -> float | None:
    """How many processes besides ours wanted a core at once during a session, on average.

    Of the load average after the session, what is left of the one before it is taken off, and then
    what the session computed itself: at least one thread of it always wants a core. None where the
    system says no load, and of a session too short to tell.
    """
    before, after, own = speed.load_before, speed.load_after, speed.own_cpu_s
    if before is None or after is None or own is None or speed.wall_s < LEAST_S:
        return None
    left = exp(-speed.wall_s / FADES_S)
    return max(0.0, (after - left * before) / (1 - left) - max(own / speed.wall_s, 1.0))


def _percents(reaches: Mapping[str, float]) -> str:
    parts = (f"{100 * reach:.1f} % ({TIMED[name].words})" for name, reach in reaches.items())
    return ", ".join(parts)
