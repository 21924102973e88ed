"""A comparison -> its answer: a sentence, a row each, and what to do next."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from attnreport.answer.cost import RowCost, costs
from attnreport.answer.gain import UNTRAINED, Gain, gains
from attnreport.answer.row_answer import Kind, RowAnswer
from attnreport.answer.rule import Aim, answer_row
from attnreport.answer.seeds import seeds_that_tell
from attnreport.answer.warnings import warnings
from attnreport.answer.worth import WORTH
from attnreport.comparison.comparison import Comparison
from attnreport.comparison.notes.chance import at_chance
from attnreport.comparison.rows import Row
from attnreport.record import (
    BASELINE,
    NULL_ROW,
    ScoreKind,
    SpeedRecord,
    TrainRecord,
    network_name,
)
from attnreport.scores import headline
from attnreport.text import listed, plural


@dataclass(frozen=True, slots=True, kw_only=True)
class AnsweredRow:
    """A row with what its answer rests on."""

    row: Row
    gain: Gain
    cost: RowCost | None
    """None of the baseline."""
    answer: RowAnswer | None
    """None of the baseline."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a study says, in few words."""

    subject: str
    """Network, data and seeds; empty where nothing was measured."""
    statement: str
    """What can be said of all rows together."""
    rows: tuple[AnsweredRow, ...]
    """The baseline first; without its null row."""
    kind: ScoreKind | None
    """The headline score; None where nothing was trained."""
    warnings: tuple[str, ...]
    """What a reader must know before trusting a row, the weightiest first."""
    is_at_chance: bool = False
    """Whether the baseline scores no better than guessing."""
    seeds: int | None = None
    """About how many seeds of each row would show a gain worth having."""
    next: str = ""
    """The command that would settle what is open."""
    next_note: str = ""
    """How long it would take, or what it does, in a few words."""
    more: str = ""
    """The commands that show more."""

    @property
    def sentence(self) -> str:
        """What stands first."""
        return ": ".join(filter(None, (self.subject, self.statement)))

    @property
    def by_row(self) -> Mapping[str, RowAnswer]:
        """By the row's name in a table, its answer."""
        return {a.row.label: a.answer for a in self.rows if a.answer is not None}

    @property
    def has_news(self) -> bool:
        """Whether a row earns its cost, or has none."""
        return any(one.kind in (Kind.YES, Kind.FREE) for one in self.by_row.values())

    def __str__(self) -> str:
        """The sentence."""
        return self.sentence


def answer(comparison: Comparison, *, worth: float = WORTH) -> Answer:
    """What a comparison says of each row.

    Args:
        comparison: The rows of a study.
        worth: The least gain worth having, in the headline score's unit of differences.
    """
    rows = [row for row in comparison.rows if row.variant != NULL_ROW]
    gain, cost, failed = gains(comparison), costs(comparison), _failures(comparison)
    aim = Aim(
        worth=worth,
        seeds=seeds_that_tell(comparison, worth),
        is_at_chance=any(at_chance(_baseline_runs(comparison))),
        is_trained=bool(comparison.runs),
    )
    answered = tuple(
        AnsweredRow(
            row=row,
            gain=gain.get(row.variant, UNTRAINED),
            cost=cost.get(row.variant),
            answer=answer_row(
                gain.get(row.variant, UNTRAINED),
                cost[row.variant],
                row.budget,
                aim,
                failed.get(row.variant, ""),
            )
            if row.variant != BASELINE
            else None,
        )
        for row in rows
    )
    return Answer(
        subject=_subject(comparison),
        statement="; ".join(_statements(comparison, answered)),
        rows=answered,
        kind=headline(comparison.runs),
        warnings=tuple(warnings(comparison)),
        is_at_chance=aim.is_at_chance,
        seeds=aim.seeds,
    )


def _baseline_runs(comparison: Comparison) -> list[TrainRecord]:
    return [run for run in comparison.runs if run.variant == BASELINE]


def _failures(comparison: Comparison) -> Mapping[str, str]:
    """By variant, what went wrong."""
    of_rows = (
        record.failures.items()
        if isinstance(record, SpeedRecord)
        else [(record.variant, record.error)]
        for record in comparison.records
    )
    return {variant: error for variant, error in chain.from_iterable(of_rows) if error}


def _subject(comparison: Comparison) -> str:
    """Network, data and seeds."""
    if not comparison.records:
        return ""
    setting = comparison.records[0].setting
    counts = sorted({row.seeds for row in comparison.rows if row.seeds})
    seeds = plural(counts[-1], "seed") if counts else ""
    if len(counts) > 1:
        seeds = f"{counts[0]} to {seeds}"
    return f"{network_name(setting)} on {setting.data}{', ' if seeds else ''}{seeds}"


def _statements(comparison: Comparison, rows: Sequence[AnsweredRow]) -> Iterator[str]:
    labels = {
        kind: [a.row.label for a in rows if a.answer is not None and a.answer.kind is kind]
        for kind in Kind
    }
    modules = [a.row.label for a in rows if a.answer is not None]
    if not comparison.records:
        yield "nothing was measured yet"
    elif not comparison.runs:
        yield "costs alone, no row was trained"
    elif labels[Kind.YES]:
        yield f"{listed(labels[Kind.YES])} {_earns(labels[Kind.YES])} cost"
    else:
        subject = f"{modules[0]} is not" if len(modules) == 1 else "no module is"
        yield f"{subject} shown to earn its cost"
    if labels[Kind.FREE]:
        costs_nothing = "costs" if len(labels[Kind.FREE]) == 1 else "cost"
        yield f"{listed(labels[Kind.FREE])} {costs_nothing} nothing that can be shown"


def _earns(names: Sequence[str]) -> str:
    return "earns its" if len(names) == 1 else "earn their"
