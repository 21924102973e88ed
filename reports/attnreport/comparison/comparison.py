"""What a study's rows show beside each other."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from types import MappingProxyType

from attnreport.comparison.budget import Budget, budget_answers
from attnreport.comparison.effects import effects
from attnreport.comparison.notes.networks import Correct
from attnreport.comparison.pareto import pareto_best
from attnreport.comparison.rows import NO_LABELS, Row, summarize
from attnreport.comparison.timings import pick_speed
from attnreport.completion import Completion
from attnreport.record import AnyRecord, SpeedRecord, TrainRecord, labelled

NO_OUTCOMES: Correct = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The rows of a study, and what they are made of."""

    rows: tuple[Row, ...]
    """The baseline first, the null row last where speed was measured."""
    records: tuple[AnyRecord, ...]
    """The records of these rows, in their order and with their labels; failures too."""
    speed: SpeedRecord | None
    """The session that the rows' times are from."""
    budget: Budget
    correct: Correct
    """By key of a training record, on which test images the network was right."""
    completion: Completion | None = None
    """How much of the study's plan is measured; None where nobody looked."""

    @property
    def shown(self) -> tuple[AnyRecord, ...]:
        """The records without the timing sessions whose times are not shown."""
        return tuple(
            record
            for record in self.records
            if not isinstance(record, SpeedRecord) or record is self.speed
        )

    @property
    def runs(self) -> tuple[TrainRecord, ...]:
        """The trainings that succeeded."""
        return tuple(_runs(self.records))


def compare(
    records: Iterable[AnyRecord],
    variants: Sequence[str],
    budget: Budget = (),
    *,
    correct: Correct = NO_OUTCOMES,
    labels: Mapping[str, str] = NO_LABELS,
    show_optimism: bool = False,
    completion: Completion | None = None,
) -> Comparison:
    """Hold the rows of a study beside its baseline.

    Args:
        records: Of one study; those of other variants are left out.
        variants: The rows in their order, the baseline first.
        budget: Limits on what a row may cost.
        correct: By key of a training record, on which test images the network was right.
        labels: By variant, its name in the tables, where that is not the records' own.
        show_optimism: Whether to read the headline score at its best epoch on test too.
        completion: How much of the study's plan is measured, where that is known.
    """
    kept = _in_order_of_rows(records, variants)
    rows = summarize(kept, variants, labels=labels, show_optimism=show_optimism)
    return Comparison(
        rows=_judged(rows, list(_runs(kept)), budget),
        records=tuple(_named_as_in(rows, kept)),
        speed=pick_speed(kept, variants),
        budget=budget,
        correct=correct,
        completion=completion,
    )


def _judged(rows: Sequence[Row], runs: Sequence[TrainRecord], budget: Budget) -> tuple[Row, ...]:
    """The rows with what follows from all of them together."""
    differences = effects(runs)
    answers = zip(rows, pareto_best(rows), budget_answers(rows, budget), strict=True)
    return tuple(
        replace(row, effect=differences.get(row.variant), is_pareto_best=is_best, budget=answer)
        for row, is_best, answer in answers
    )


def _runs(records: Iterable[AnyRecord]) -> Iterator[TrainRecord]:
    return (r for r in records if isinstance(r, TrainRecord) and r.error is None)


def _in_order_of_rows(records: Iterable[AnyRecord], variants: Sequence[str]) -> list[AnyRecord]:
    """The records of some rows, so that notes name them in the table's order."""
    sessions: list[AnyRecord] = []
    rows: dict[str, list[AnyRecord]] = {variant: [] for variant in variants}
    for record in records:
        if isinstance(record, SpeedRecord):
            sessions.append(record)
        elif record.variant in rows:
            rows[record.variant].append(record)
    return [*sessions, *chain.from_iterable(rows.values())]


def _named_as_in(rows: Sequence[Row], records: Iterable[AnyRecord]) -> Iterator[AnyRecord]:
    """The records with their rows' names, so that sentences name a row as its table does."""
    labels = {row.variant: row.label for row in rows}
    for record in records:
        if isinstance(record, SpeedRecord):
            yield record
        else:
            yield labelled(record, labels[record.variant])
