"""The rule by which a row is answered; docs/numbers.md states it in words."""

from dataclasses import dataclass

from attnreport.answer.cost import RowCost
from attnreport.answer.gain import Gain
from attnreport.answer.row_answer import Kind, RowAnswer
from attnreport.answer.worth import WORTH
from attnreport.comparison.budget import FITS, OVER


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """What the user wants of a module."""

    worth: float = WORTH
    """The least gain worth having."""
    seeds: int | None = None
    """About how many seeds would tell a gain of that size; None where that cannot be said."""
    is_at_chance: bool = False
    """Whether the baseline scores no better than guessing, so that no score says anything."""
    is_trained: bool = True
    """Whether any row was trained: without training the answer is about costs alone."""


def answer_row(gain: Gain, cost: RowCost, budget: str, aim: Aim, failure: str = "") -> RowAnswer:
    """The answer for one row.

    Args:
        gain: Over the baseline, by seed and with its interval.
        cost: Beside the baseline.
        budget: The row's answer to the budget; empty without one.
        aim: What a gain has to be worth.
        failure: What went wrong with the row; empty where nothing did.
    """
    if budget.startswith(OVER):
        return _no(f"{budget.partition(';')[0].replace(f'{OVER}:', 'over budget:')}")
    if gain.by_seed and aim.is_at_chance:
        return _open(_words("at chance level", cost))
    if gain.is_loss_shown:
        return _no("worse")
    if gain.low is not None:
        return _by_interval(gain, cost, budget, aim)
    return _by_seed(gain, cost, aim) if gain.by_seed else _untrained(cost, aim, failure)


def _untrained(cost: RowCost, aim: Aim, failure: str) -> RowAnswer:
    if failure:
        return _open("failed")
    if cost.is_none_shown and not aim.is_trained:
        return RowAnswer(kind=Kind.FREE, reason="no cost shown")
    return _open(_words("not trained", cost))


def _by_interval(gain: Gain, cost: RowCost, budget: str, aim: Aim) -> RowAnswer:
    """From three seeds on."""
    if cost.shown and gain.is_below(aim.worth):
        size = "gain below" if gain.is_shown else "no gain of"
        return _no(_words(f"{size} {aim.worth:g}", cost))
    if gain.is_shown:
        return _better(cost, budget)
    if cost.is_none_shown and gain.is_above(aim.worth):
        return RowAnswer(kind=Kind.FREE, reason="no cost shown, no gain shown")
    return RowAnswer(kind=Kind.OPEN, reason=_words("no gain shown", cost), seeds=aim.seeds)


def _better(cost: RowCost, budget: str) -> RowAnswer:
    if budget and budget != FITS:
        return _open(f"better, budget {budget}")
    return RowAnswer(kind=Kind.YES, reason=_words("better", cost))


def _by_seed(gain: Gain, cost: RowCost, aim: Aim) -> RowAnswer:
    """Of too few seeds for an interval: what was seen, as what it is."""
    differences, count = list(gain.by_seed.values()), len(gain.by_seed)
    if count == 1:
        seen = "better" if differences[0] > 0 else "no gain seen"
        return _open(_words(f"{seen} under one seed", cost))
    seeds = "both seeds" if count == 2 else f"all {count} seeds"
    if max(differences) < -aim.worth:
        return _no(f"worse under {seeds}")
    if min(differences) > 0:
        seen = f"better under {seeds}"
    else:
        seen = "no gain shown" if sum(differences) > 0 else "no gain seen"
    return _open(_words(seen, cost))


def _words(seen: str, cost: RowCost) -> str:
    """What was seen of the score, and the first thing that is shown to cost more."""
    return ", ".join([seen, *cost.shown[:1]])


def _no(reason: str) -> RowAnswer:
    return RowAnswer(kind=Kind.NO, reason=reason)


def _open(reason: str) -> RowAnswer:
    return RowAnswer(kind=Kind.OPEN, reason=reason)
