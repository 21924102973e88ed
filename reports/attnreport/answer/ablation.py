"""An ablation -> the answer of each of its studies, with what the factors did."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from attnreport.ablation.ablation import UNKNOWN, compare_studies
from attnreport.ablation.design import Design, Studies
from attnreport.ablation.factor_effects import FactorEffect, FactorEffects, factor_effects
from attnreport.answer.answer import Answer, answer
from attnreport.answer.worth import WORTH
from attnreport.completion import Completion
from attnreport.record import ScoreKind
from attnreport.statistics import ENOUGH_SEEDS
from attnreport.text import listed, plural
from attnreport.units import difference_text


def answer_ablation(
    records: Studies,
    design: Design,
    *,
    worth: float = WORTH,
    completions: Mapping[str, Completion] = UNKNOWN,
) -> Mapping[str, Answer]:
    """What each study of an ablation says, by its name; the first says what the factors did.

    Args:
        records: Of each study, by the names that the design's points have for them.
        design: What was varied.
        worth: The least gain worth having, in the headline score's unit of differences.
        completions: By study, how much of its plan is measured.
    """
    compared = compare_studies(records, design, completions=completions)
    made = {name: answer(comparison, worth=worth) for name, comparison in compared.items()}
    named = {
        name: replace(one, subject=f"{name}: {one.subject}") if name else one
        for name, one in made.items()
    }
    first = next(iter(named))
    statement = "; ".join(_statements(factor_effects(records, design)))
    of_rows = named[first].statement if named[first].has_news or not statement else ""
    with_factors = "; ".join(filter(None, (statement, of_rows)))
    return {**named, first: replace(named[first], statement=with_factors)}


def _statements(estimated: FactorEffects) -> Iterator[str]:
    """What is shown of the factors, and of which nothing is."""
    mains = [effect for effect in estimated.effects if len(effect.steps) == 1 and effect.score]
    kind = estimated.score
    if kind is None or not mains:
        return
    shown = [effect for effect in mains if _is_shown(effect)]
    yield from (_shown(effect, kind) for effect in shown)
    names = dict.fromkeys(effect.steps[0].factor for effect in shown)
    rest = [e for e in mains if e.steps[0].factor not in names]
    if rest:
        yield _not_shown(rest)


def _is_shown(effect: FactorEffect) -> bool:
    assert effect.score is not None
    low, high = effect.score.value.low, effect.score.value.high
    return low is not None and high is not None and (low > 0 or high < 0)


def _shown(effect: FactorEffect, kind: ScoreKind) -> str:
    """Which level is better, and by how much."""
    assert effect.score is not None
    step, difference = effect.steps[0], effect.score.value
    text = difference_text(difference.value, difference.low, difference.high, kind.digits)
    is_better = (difference.value > 0) == kind.higher_is_better
    which = "better" if is_better else "worse"
    return (
        f"{step.factor}={step.level} is {which} than {step.reference} "
        f"({kind.head} {text} {kind.difference_unit})"
    )


def _not_shown(effects: Sequence[FactorEffect]) -> str:
    factors = listed(list(dict.fromkeys(effect.steps[0].factor for effect in effects)))
    seeds = min(effect.score.value.seeds for effect in effects if effect.score)
    if seeds < ENOUGH_SEEDS:
        return f"{plural(seeds, 'seed')} cannot show an effect of {factors}"
    return f"no effect of {factors} is shown"
