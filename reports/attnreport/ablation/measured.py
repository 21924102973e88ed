"""What was measured of each row of an ablation, by the row's study and variant."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from attnreport.ablation.contrasts import Row
from attnreport.ablation.design import Design, Studies
from attnreport.comparison.frame import COUNTERS, pick_speed
from attnreport.record import BASELINE, AnyRecord, CostRecord, ScoreKind, SpeedRecord, TrainRecord
from attnreport.scores import headline, last_scores_by_variant


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Raw values of the design's points and of their studies' baselines; without failures."""

    score: str | None
    """Name of the headline score; None where nothing was trained."""
    scores: Mapping[Row, Sequence[float]]
    """After the last epoch, in percent, one of each seed."""
    sizes: Mapping[str, Mapping[Row, float]]
    """By quantity: `params`, and `macs_torch` and those of the other counters."""
    latency_s: Mapping[Row, Sequence[float]]
    """One of each round of the study's sitting."""
    throughput_per_s: Mapping[Row, Sequence[float]]
    """The same."""


def measured(studies: Studies, design: Design) -> Measured:
    """The values of an ablation's rows.

    Args:
        studies: Their records, by the names that the design's points have for them.
        design: Whose rows to take.
    """
    rows = {study: _variants(design, study) for study in _studies(design)}
    kept = {study: list(_kept(studies.get(study, ()), rows[study])) for study in rows}
    sittings = {study: pick_speed(records, rows[study]) for study, records in kept.items()}
    kind = headline(run for records in kept.values() for run in _runs(records))
    return Measured(
        score=kind.name if kind is not None else None,
        scores=dict(_scores(kept, kind)) if kind is not None else {},
        sizes=_sizes(kept),
        latency_s={
            (study, variant): seconds
            for study, variant, sitting in _timed(rows, sittings)
            if (seconds := sitting.latency_s.get(variant))
        },
        throughput_per_s={
            (study, variant): [sitting.batch_size / each for each in seconds]
            for study, variant, sitting in _timed(rows, sittings)
            if (seconds := sitting.forward_s.get(variant))
        },
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


def _scores(studies: Studies, kind: ScoreKind) -> Iterator[tuple[Row, list[float]]]:
    for study, records in studies.items():
        for variant, scores in last_scores_by_variant(_runs(records), kind).items():
            if scores:
                yield (study, variant), scores


def _sizes(studies: Studies) -> dict[str, dict[Row, float]]:
    sizes: dict[str, dict[Row, float]] = {
        name: {} for name in ("params", *(f"macs_{counter}" for counter in COUNTERS))
    }
    for study, records in studies.items():
        for record in records:
            if isinstance(record, CostRecord):
                for name, by_row in sizes.items():
                    count = _count(record, name)
                    if count is not None:
                        by_row[study, record.variant] = count
    return sizes


def _count(record: CostRecord, name: str) -> int | None:
    return record.params if name == "params" else record.macs.get(name.removeprefix("macs_"))


def _timed(
    rows: Mapping[str, Sequence[str]], sittings: Mapping[str, SpeedRecord | None]
) -> Iterator[tuple[str, str, SpeedRecord]]:
    for study, sitting in sittings.items():
        if sitting is not None:
            yield from ((study, variant, sitting) for variant in rows[study])
