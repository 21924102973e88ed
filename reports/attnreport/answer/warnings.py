"""What a reader must know before trusting an answer, a few words each."""

from collections.abc import Iterator, Sequence

from attnreport.comparison.comparison import Comparison
from attnreport.comparison.notes.cautions import comparison_cautions
from attnreport.comparison.notes.parts import outweighing_head
from attnreport.comparison.rows import failures
from attnreport.comparison.timings import LATENCY, noise
from attnreport.record import NULL_ROW, CautionKind, RowCaution, TrainRecord
from attnreport.statistics import ENOUGH_SEEDS
from attnreport.text import plural
from attnreport.units import ratio_text

SHORT = 60
"""Characters of an error's first line that are shown."""


def warnings(comparison: Comparison) -> Iterator[str]:
    """The weightiest first: what is missing or failed, too few seeds, training, the clock."""
    if comparison.completion is not None and comparison.completion.missing:
        yield comparison.completion.sentence
    yield from _failed(comparison)
    ranking = [*_seeds(comparison), *_improving(comparison)]
    if ranking:
        yield "; ".join(ranking)
    about = list(comparison_cautions(comparison))
    yield from _others(about)
    yield from _head(comparison)
    yield from _clock(comparison, is_busy=any(b.caution.kind is CautionKind.BUSY for b in about))


def _failed(comparison: Comparison) -> Iterator[str]:
    errors = list(failures(comparison.records).values())
    if errors:
        first = errors[0] if len(errors[0]) <= SHORT else f"{errors[0][: SHORT - 1]}…"
        more = f", and {len(errors) - 1} more" if len(errors) > 1 else ""
        yield f"failed: {first}{more}"


def _seeds(comparison: Comparison) -> Iterator[str]:
    fewest = min((row.seeds for row in comparison.rows if row.seeds), default=ENOUGH_SEEDS)
    if fewest < ENOUGH_SEEDS:
        yield f"{plural(fewest, 'seed')} {'is' if fewest == 1 else 'are'} too few to rank rows"


def _improving(comparison: Comparison) -> Iterator[str]:
    runs = comparison.runs
    count = sum(map(_is_improving, runs))
    if count:
        still = "was" if count == 1 else "were"
        yield f"{count} of {plural(len(runs), 'run')} {still} still improving at the last epoch"


def _is_improving(run: TrainRecord) -> bool:
    return any(caution.kind is CautionKind.STILL_IMPROVING for caution in run.cautions)


WEIGHTY = (
    CautionKind.AT_CHANCE,
    CautionKind.BASELINE_IS_WEAK,
    CautionKind.NO_GRADIENT_AT_START,
)
"""Cautions that change how a score is read, besides those that have a line of their own."""


def _others(about: Sequence[RowCaution]) -> Iterator[str]:
    for kind in WEIGHTY:
        rows = dict.fromkeys(one.row for one in about if one.caution.kind is kind)
        if rows:
            yield f"{kind}: {', '.join(rows)}"


def _head(comparison: Comparison) -> Iterator[str]:
    share = outweighing_head(comparison.rows)
    if share:
        yield f"the head has {share} of the MACs; changes of the backbone's are in the full tables"


def _clock(comparison: Comparison, *, is_busy: bool) -> Iterator[str]:
    row = next((row for row in comparison.rows if row.variant == NULL_ROW), None)
    null = row.timings[LATENCY].ratio if row and row.timings else None
    if null is None:
        return
    ends = "" if null.low is None else f" [{null.low:.2f}, {null.high:.2f}]"
    reach = noise(comparison.speed)[LATENCY] if comparison.speed else 0.0
    busy = " (busy machine)" if is_busy else ""
    yield f"timing noise up to {reach:.0%}: baseline again {ratio_text(null.value)}{ends}{busy}"
