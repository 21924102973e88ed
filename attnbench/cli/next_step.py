"""The commands that stand below an answer: what would settle it, and what shows more."""

import shlex
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from statistics import mean

from attnbench.study_names import DEFAULT_ROOT
from attnreport.answer.answer import Answer, answer
from attnreport.answer.row_answer import Kind
from attnreport.answer.worth import WORTH
from attnreport.comparison.comparison import Comparison
from attnreport.record import AnyRecord, TrainRecord
from attnreport.statistics import ENOUGH_SEEDS
from attnreport.units import duration_text

SEEDS = 5
"""What is suggested where fewer than three seeds say little about how many it takes."""


def answered(comparison: Comparison, folder: Path, *, worth: float = WORTH) -> Answer:
    """The answer to a comparison, with what to type next.

    Args:
        comparison: The rows of a study; its training times say how long more seeds would take.
        folder: Of the study.
        worth: The least gain worth having.
    """
    again = f"attnbench compare --study {named(folder)}"
    return with_commands(answer(comparison, worth=worth), folder, comparison.records, again)


def with_commands(answer: Answer, folder: Path, records: Sequence[AnyRecord], again: str) -> Answer:
    """An answer with what to type next.

    Args:
        answer: Of a study.
        folder: Of the study.
        records: Its training times say how long more seeds would take.
        again: The command that continues the study, to which `--seeds` can be added.
    """
    command, note = _next(answer, records, again)
    return replace(answer, next=command, next_note=note, more=_more(answer, named(folder)))


def named(folder: Path) -> str:
    """A study as it is typed, to be found again.

    Args:
        folder: Its folder.
    """
    return shlex.quote(folder.name if folder.parent == DEFAULT_ROOT else str(folder))


def _next(answer: Answer, records: Sequence[AnyRecord], again: str) -> tuple[str, str]:
    """A command, and a few words about it."""
    if any(record.errors for record in records):
        return again, "runs again what failed"
    runs = [r for r in records if isinstance(r, TrainRecord) and r.error is None]
    seeds = len({run.seed for run in runs})
    is_open = seeds < ENOUGH_SEEDS or any(a.kind is Kind.OPEN for a in answer.by_row.values())
    if not runs or not is_open or answer.is_at_chance:
        return "", ""
    wanted = SEEDS if seeds < ENOUGH_SEEDS else max(answer.seeds or SEEDS, seeds + 1)
    seconds = (wanted - seeds) * _seconds_of_a_seed(runs)
    return f"{again} --seeds {wanted}", f"about {duration_text(seconds)} on this machine"


def _seconds_of_a_seed(runs: Sequence[TrainRecord]) -> float:
    """The training time of all rows under one more seed."""
    rows = dict.fromkeys(run.variant for run in runs)
    return sum(mean(run.wall_s for run in runs if run.variant == row) for row in rows)


def _more(answer: Answer, study: str) -> str:
    modules = [answered.row for answered in answer.rows if answered.row.is_module]
    explained = ""
    if answer.kind is not None and modules:
        field = shlex.quote(f"{modules[0].label}:{answer.kind.head}")
        explained = f", or --explain {field}"
    return f"attnbench report {study} --full{explained}"
