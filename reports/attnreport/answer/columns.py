"""The columns of an answer's table: each as its head and a text of every row."""

from collections.abc import Iterator, Mapping, Sequence

from attnreport.answer.answer import Answer, AnsweredRow
from attnreport.comparison.rows import counters
from attnreport.comparison.timings import LATENCY
from attnreport.record import ScoreKind
from attnreport.units import (
    MISSING,
    brief_number,
    brief_text,
    difference_text,
    ratio_text,
    signed_text,
    spread_text,
)

Columns = Mapping[str, Sequence[str]]
"""By head, what each row shows."""

WHOLE = 0.0995
"""Shares from here on print without a digit behind the point."""


def names_of(answer: Answer) -> list[str]:
    """What each row is called, modules with a plus."""
    rows = [answered.row for answered in answer.rows]
    return [f"+ {row.label}" if row.is_module else row.label for row in rows]


def columns_of(answer: Answer) -> Columns:
    """Score, difference from the baseline and costs; only what some row has."""
    made = dict(_columns(answer.rows, answer.kind))
    return {head: texts for head, texts in made.items() if any(t != MISSING for t in texts)}


def _columns(
    rows: Sequence[AnsweredRow], kind: ScoreKind | None
) -> Iterator[tuple[str, Sequence[str]]]:
    if kind is not None:
        head = f"{kind.head} ({kind.unit})" if kind.unit else kind.head
        scores = [answered.row.score(kind) for answered in rows]
        yield head, [spread_text(one.mean, one.deviation, kind.digits) for one in scores]
        are_tested = any(answered.row.effect for answered in rows)
        difference = _difference if are_tested else _by_seed
        head = f"Δ ({kind.difference_unit})" if are_tested else "Δ by seed"
        yield head, [difference(answered, kind) for answered in rows]
    yield "latency", [_latency(answered) for answered in rows]
    yield "params", [_size(a, a.row.params, a.cost.params if a.cost else None) for a in rows]
    counter = next(iter(counters(answered.row for answered in rows)), "")
    yield (
        "MACs",
        [_size(a, a.row.macs.get(counter), a.cost.macs if a.cost else None) for a in rows],
    )


def _by_seed(answered: AnsweredRow, kind: ScoreKind) -> str:
    """The differences as they are, not turned so that more is better."""
    if answered.cost is None:
        return ""
    sign = 1 if kind.higher_is_better else -1
    texts = [signed_text(sign * value, kind.digits) for value in answered.gain.by_seed.values()]
    return ", ".join(texts) or MISSING


def _difference(answered: AnsweredRow, kind: ScoreKind) -> str:
    if answered.cost is None:
        return ""
    if answered.row.effect is None:
        return _by_seed(answered, kind)
    contrast = answered.row.effect.contrast
    return difference_text(contrast.value, contrast.low, contrast.high, kind.digits)


def _latency(answered: AnsweredRow) -> str:
    """The baseline's in ms, the others' as what it is multiplied by, beside what others add."""
    if not answered.row.timings:
        return MISSING
    timing = answered.row.timings[LATENCY]
    if answered.cost is None:
        return f"{brief_number(timing.value.value)} ms" if timing.value else MISSING
    return ratio_text(timing.ratio.value) if timing.ratio else MISSING


def _size(answered: AnsweredRow, count: int | None, share: float | None) -> str:
    """The baseline's count, and by how much the others' is larger."""
    if answered.cost is None or share is None:
        return MISSING if count is None else brief_text(count)
    return f"{100 * share:+.0f}%" if abs(share) >= WHOLE else f"{100 * share:+.1f}%"
