"""What the records of a study say so far, in a few words: shown while the study still runs.

Its numbers are those of the tables, computed without what takes a second to import.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import fmean, median

from attnreport.record import (
    BASELINE,
    NULL_ROW,
    AnyRecord,
    CostRecord,
    SpeedRecord,
    TrainRecord,
)
from attnreport.scores import headline, read_scores
from attnreport.units import (
    count_text,
    duration_text,
    ratio_text,
    scale_for,
    signed_count_text,
    signed_percent_text,
)

MOST_RATIOS = 8
"""Of more rows than this a line names the fastest and the slowest alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowTexts:
    """What is known of one row; empty where it was not measured yet."""

    label: str
    params: str = ""
    macs: str = ""
    latency: str = ""
    """In milliseconds of the baseline, as a ratio to it of the others."""
    scores: Mapping[int, str] = field(default_factory=dict)
    """The headline score after the last epoch, without its unit, by seed."""
    mean: str = ""
    """The mean of these scores."""


def result_text(record: AnyRecord) -> str:
    """What one record says: `+1.70K params, +22.1 % MACs`; empty of a failed one."""
    if record.error is not None:
        return ""
    match record:
        case CostRecord():
            texts = {"params": _params(record), "MACs": _macs(record)}
            return ", ".join(f"{text} {what}" for what, text in texts.items() if text)
        case SpeedRecord():
            return _ratios(record)
        case TrainRecord():
            return ", ".join(filter(None, [_scored(record), duration_text(record.wall_s)]))


def row_texts(records: Sequence[AnyRecord], variants: Iterable[str]) -> Mapping[str, RowTexts]:
    """By variant, what the records say of its row; failed ones say nothing."""
    sound = [record for record in records if record.error is None]
    return {variant: _row(sound, variant) for variant in variants}


def score_head(records: Iterable[AnyRecord]) -> str:
    """The head of the scores, with their unit: `Top-1 (%)`; empty before the first training."""
    kind = headline(record for record in records if isinstance(record, TrainRecord))
    if kind is None:
        return ""
    return f"{kind.head} ({kind.unit})" if kind.unit else kind.head


def noise_text(records: Iterable[AnyRecord]) -> str:
    """The ratio that shows the noise of timing: `baseline again ×1.02`; empty before it is known.

    Of several timing sessions the last one counts.
    """
    texts = [_latency(record, NULL_ROW) for record in records if isinstance(record, SpeedRecord)]
    return f"{NULL_ROW} {texts[-1]}" if texts and texts[-1] else ""


def _row(records: Sequence[AnyRecord], variant: str) -> RowTexts:
    own = [r for r in records if not isinstance(r, SpeedRecord) and r.variant == variant]
    costs = [record for record in own if isinstance(record, CostRecord)]
    runs = [record for record in own if isinstance(record, TrainRecord)]
    speeds = [record for record in records if isinstance(record, SpeedRecord)]
    kind = headline(runs)
    scores = read_scores(runs, kind) if kind else []
    return RowTexts(
        label=own[0].label if own else variant,
        params=_params(costs[-1]) if costs else "",
        macs=_macs(costs[-1]) if costs else "",
        latency=_latency(speeds[-1], variant) if speeds else "",
        scores={run.seed: _last_score(run) for run in runs},
        mean=f"{fmean(scores):.{kind.digits}f}" if kind and scores else "",
    )


def _params(record: CostRecord) -> str:
    """Parameters of the baseline; of another row those that it adds."""
    if record.params is None:
        return ""
    if record.variant == BASELINE or record.baseline_params is None:
        return count_text(record.params, scale_for([record.params]))
    return signed_count_text(record.params - record.baseline_params)


def _macs(record: CostRecord) -> str:
    """MACs of the baseline, by the reference counter; of another row by which share they rise."""
    counter = next(iter(record.macs), "")
    macs, baseline = record.macs.get(counter), record.baseline_macs.get(counter)
    if macs is None:
        return ""
    if record.variant == BASELINE or not baseline:
        return count_text(macs, scale_for([macs]))
    return signed_percent_text(macs / baseline - 1)


def _ratios(record: SpeedRecord) -> str:
    """The latencies of the modules beside the baseline's: `latency of ema ×2.92, ca ×1.72`."""
    modules = (variant for variant in record.variants if variant != BASELINE)
    ratios = {variant: ratio for variant in modules for ratio in _ratio(record, variant)}
    texts = {variant: f"{variant} {ratio_text(ratio)}" for variant, ratio in ratios.items()}
    rows = ", ".join(texts.values())
    if len(texts) > MOST_RATIOS:
        fastest, *_, slowest = sorted(texts, key=ratios.__getitem__)
        rows = f"{len(texts)} rows, from {texts[fastest]} to {texts[slowest]}"
    return "; ".join(filter(None, [rows and f"latency of {rows}", noise_text([record])]))


def _latency(record: SpeedRecord, variant: str) -> str:
    seconds = record.latency_s.get(variant)
    if variant == BASELINE and seconds:
        return f"{1000 * median(seconds):.2f} ms"
    return next(map(ratio_text, _ratio(record, variant)), "")


def _ratio(record: SpeedRecord, variant: str) -> Iterator[float]:
    """The median over rounds of a row's latency to the baseline's, where both were timed."""
    own, baseline = record.latency_s.get(variant), record.latency_s.get(BASELINE)
    if own and baseline:
        yield median(a / b for a, b in zip(own, baseline, strict=True))


def _scored(record: TrainRecord) -> str:
    """The headline score after the last epoch: `91.60 % Top-1`; empty where there is none."""
    kind, score = headline([record]), _last_score(record)
    return " ".join(filter(None, [score, kind.unit, kind.head])) if kind and score else ""


def _last_score(record: TrainRecord) -> str:
    """The headline score after the last epoch without its unit; empty where there is none."""
    kind = headline([record])
    scores = read_scores([record], kind) if kind else []
    return f"{scores[0]:.{kind.digits}f}" if kind and scores else ""
