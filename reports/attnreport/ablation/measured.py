"""What was measured of each row of an ablation, by the row's study and variant."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from attnreport.ablation.design import Design, Studies
from attnreport.blocks.layout import RowId, Scores
from attnreport.comparison.timings import pick_speed
from attnreport.record import BASELINE, AnyRecord, CostRecord, ScoreKind, SpeedRecord, TrainRecord
from attnreport.scores import headline, scores_by_seed, without_number


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Raw values of the design's points and of their studies' baselines; without failures."""

    score: ScoreKind | None
    """The headline score; None where nothing was trained."""
    scores: Scores
    """After the last epoch, of each row that has one that is a number."""
    without_number: Sequence[tuple[RowId, int]]
    """Rows and seeds whose score is no number."""
    params: Mapping[RowId, float]
    macs: Mapping[str, Mapping[RowId, float]]
    """By counter, the reference first."""
    latency_s: Mapping[RowId, Sequence[float]]
    """One of each round of the study's session."""
    throughput_per_s: Mapping[RowId, Sequence[float]]
    """Images, one of each round of the study's session."""


def measured(studies: Studies, design: Design) -> Measured:
    """The values of an ablation's rows.

    Args:
        studies: Their records, by the names that the design's points have for them.
        design: Whose rows to take.
    """
    rows = {study: _variants(design, study) for study in _studies(design)}
    kept = {study: list(_kept(studies.get(study, ()), rows[study])) for study in rows}
    sessions = {study: pick_speed(records, rows[study]) for study, records in kept.items()}
    kind = headline(run for records in kept.values() for run in _runs(records))
    return Measured(
        score=kind,
        scores=dict(_scores(kept, kind)) if kind is not None else {},
        without_number=list(_without_number(kept, kind)) if kind is not None else [],
        params={row: r.params for row, r in _costs(kept) if r.params is not None},
        macs=_macs(kept),
        latency_s=dict(_timed(rows, sessions, _latency_s)),
        throughput_per_s=dict(_timed(rows, sessions, _throughput_per_s)),
    )


def _studies(design: Design) -> list[str]:
    return list(dict.fromkeys(point.study for point in design.points))


def _variants(design: Design, study: str) -> list[str]:
    points = [point.variant for point in design.points if point.study == study]
    return list(dict.fromkeys([BASELINE, *points]))


def _kept(records: Iterable[AnyRecord], variants: Sequence[str]) -> Iterator[AnyRecord]:
    for record in records:
        is_of_a_row = isinstance(record, SpeedRecord) or record.variant in variants
        if record.error is None and is_of_a_row:
            yield record


def _runs(records: Iterable[AnyRecord]) -> list[TrainRecord]:
    return [record for record in records if isinstance(record, TrainRecord)]


def _scores(studies: Studies, kind: ScoreKind) -> Iterator[tuple[RowId, Mapping[int, float]]]:
    for study, records in studies.items():
        for variant, scores in scores_by_seed(_runs(records), kind).items():
            if scores:
                yield (study, variant), scores


def _without_number(studies: Studies, kind: ScoreKind) -> Iterator[tuple[RowId, int]]:
    for study, records in studies.items():
        for run in without_number(_runs(records), kind):
            yield (study, run.variant), run.seed


def _costs(studies: Studies) -> Iterator[tuple[RowId, CostRecord]]:
    for study, records in studies.items():
        for record in records:
            if isinstance(record, CostRecord):
                yield (study, record.variant), record


def _macs(studies: Studies) -> Mapping[str, Mapping[RowId, float]]:
    macs: dict[str, dict[RowId, float]] = {}
    for row, record in _costs(studies):
        for counter, count in record.macs.items():
            by_row = macs.setdefault(counter, {})
            if count is not None:
                by_row[row] = count
    return macs


def _latency_s(session: SpeedRecord, variant: str) -> Sequence[float]:
    return session.latency_s.get(variant, ())


def _throughput_per_s(session: SpeedRecord, variant: str) -> Sequence[float]:
    return [session.batch_size / seconds for seconds in session.forward_s.get(variant, ())]


def _timed(
    rows: Mapping[str, Sequence[str]],
    sessions: Mapping[str, SpeedRecord | None],
    rounds_of: Callable[[SpeedRecord, str], Sequence[float]],
) -> Iterator[tuple[RowId, Sequence[float]]]:
    """By row, a timed quantity round by round."""
    for study, session in sessions.items():
        if session is None:
            continue
        for variant in rows[study]:
            values = rounds_of(session, variant)
            if values:
                yield (study, variant), values
