"""The table of what each factor of an ablation did."""

from collections.abc import Iterator, Mapping, Sequence

import pandas as pd

from attnreport.ablation.contrasts import Steps
from attnreport.ablation.design import Design, Studies
from attnreport.ablation.factor_effects import (
    Estimate,
    FactorEffect,
    FactorEffects,
    factor_effects,
)
from attnreport.comparison.columns import ratio_texts
from attnreport.comparison.frame import median_values
from attnreport.record import ScoreKind
from attnreport.statistics import ENOUGH_SEEDS, Median
from attnreport.tables.column import Column, number_column, word_column
from attnreport.tables.table import Table
from attnreport.text import plural
from attnreport.units import MISSING, difference_text, signed_count_text

LATENCY_NOTE = (
    "Latency (×): level over reference within a round, geometric mean over the pairs, median over "
    "rounds with its own 95 % interval; below 1 is faster. A ratio never crosses timing "
    "sessions: – where the rows do not share one."
)
PAIRS_NOTE = (
    "Pairs: how many pairs of rows that differ in the factor alone are averaged; of an "
    "interaction, how many quadruples."
)
INTERACTION_NOTE = (
    "A × B: what A's step changes with B's step, minus what it changes without; Δ is 0 where the "
    "two add up, and the latency 1 where they multiply."
)
UNTESTED = (
    f"Without brackets: the rows of the effect have fewer than {ENOUGH_SEEDS} seeds in common."
)
PARAMS, LATENCY = "Δ #.Param.", "Latency (×)"


def factor_effects_table(studies: Studies, design: Design) -> Table:
    """Main effects of an ablation's factors, then their interactions.

    Args:
        studies: Their records, by the names that the design's points have for them.
        design: What was varied.
    """
    estimates = factor_effects(studies, design)
    rows = estimates.effects
    return Table(
        title="What each factor did",
        columns=(
            word_column("Factor", [_factor(effect.steps) for effect in rows]),
            word_column("Levels", [_levels(effect) for effect in rows]),
            *([_scores(estimates.score, rows)] if estimates.score else []),
            _counts(PARAMS, [effect.params for effect in rows]),
            *(
                _counts(_macs(counter), [effect.macs.get(counter) for effect in rows])
                for counter in estimates.counters[:1]
            ),
            number_column(LATENCY, ratio_texts([_latency(effect) for effect in rows])),
            number_column("Pairs", [str(_pairs(estimates, effect)) for effect in rows]),
        ),
        notes=tuple(_notes(estimates)),
        frame=pd.DataFrame([dict(_exact(estimates, effect)) for effect in rows]),
    )


def _factor(steps: Steps) -> str:
    return " × ".join(step.factor for step in steps)


def _levels(effect: FactorEffect) -> str:
    levels = ", ".join(map(str, effect.steps))
    return levels if effect.is_estimable else f"{levels}: not estimable"


def _macs(counter: str) -> str:
    return f"Δ FLOPs ({counter})"


def _pairs(estimates: FactorEffects, effect: FactorEffect) -> int:
    """Those of the score; where nothing was trained, of the parameters."""
    estimate = effect.params if estimates.score is None else effect.score
    return estimate.pairs if estimate else 0


def _scores(kind: ScoreKind, rows: Sequence[FactorEffect]) -> Column:
    values = [effect.score.value if effect.score else None for effect in rows]
    texts = [difference_text(d.value, d.low, d.high, kind.digits) if d else MISSING for d in values]
    return number_column(f"Δ {kind.head}", texts, unit=kind.difference_unit)


def _counts(name: str, estimates: Sequence[Estimate[float] | None]) -> Column:
    """Signed differences of counts, each in its own scale."""
    values = [estimate.value if estimate else None for estimate in estimates]
    return number_column(name, [signed_count_text(value) for value in values])


def _latency(effect: FactorEffect) -> Median | None:
    return effect.latency.value if effect.latency else None


def _exact(estimates: FactorEffects, effect: FactorEffect) -> Iterator[tuple[str, object]]:
    """The exact numbers of an effect."""
    yield "factor", _factor(effect.steps)
    yield "levels", _levels(effect)
    yield "pairs", _pairs(estimates, effect)
    if estimates.score is not None:
        name, score = f"{estimates.score.name}_difference", effect.score
        yield name, score.value.value if score else None
        yield f"{name}_low", score.value.low if score else None
        yield f"{name}_high", score.value.high if score else None
    yield "params_difference", effect.params.value if effect.params else None
    for counter in estimates.counters:
        macs = effect.macs.get(counter)
        yield f"macs_{counter}_difference", macs.value if macs else None
    for name, ratio in {"latency": effect.latency, "throughput": effect.throughput}.items():
        yield from median_values(f"{name}_ratio", ratio.value if ratio else None)


def _notes(estimates: FactorEffects) -> Iterator[str]:
    if estimates.score is not None:
        yield _score_note(estimates.score, estimates)
    for counter in estimates.counters[:1]:
        yield (
            f"{PARAMS} and Δ FLOPs: mean over the pairs of the exact counts; FLOPs are "
            f"multiply-accumulates of one image, counted by {counter}."
        )
    yield LATENCY_NOTE
    yield PAIRS_NOTE
    if any(len(effect.steps) > 1 for effect in estimates.effects):
        yield INTERACTION_NOTE
    for effect in estimates.effects:
        yield from _pair_notes(estimates, effect)
    if estimates.without_number:
        yield f"No number, and left out of the score: {'; '.join(estimates.without_number)}."
    if estimates.unscored:
        yield f"Left out of the score, because nothing was scored: {', '.join(estimates.unscored)}."


def _pair_notes(estimates: FactorEffects, effect: FactorEffect) -> Iterator[str]:
    """Why an effect or its score has no estimate, and where other quantities have other pairs."""
    factor = _factor(effect.steps)
    name = f"{factor}, {', '.join(map(str, effect.steps))}"
    rows = "two" if len(effect.steps) == 1 else "four"
    if not effect.is_estimable:
        yield f"Not estimable: {name}: no {rows} measured rows differ in {factor} alone."
    elif estimates.score is not None and effect.score is None:
        yield f"Score not estimable: {name}: no {rows} scored rows differ in {factor} alone."
    shown = _pairs(estimates, effect)
    pairs = _pairs_by_head(estimates, effect).items()
    others = [f"{head} {count}" for head, count in pairs if count != shown]
    if others:
        yield f"Pairs of {name}, where not {shown}: {', '.join(others)}."


def _pairs_by_head(estimates: FactorEffects, effect: FactorEffect) -> Mapping[str, int]:
    """The pairs of the quantities beside the score that have an estimate."""
    by_head = {
        PARAMS: effect.params,
        **{_macs(counter): effect.macs.get(counter) for counter in estimates.counters[:1]},
        LATENCY: effect.latency,
    }
    return {head: estimate.pairs for head, estimate in by_head.items() if estimate}


def _score_note(kind: ScoreKind, estimates: FactorEffects) -> str:
    meaning = f"Δ {kind.head}: mean over the pairs of level minus reference"
    differences = [effect.score.value for effect in estimates.effects if effect.score]
    if not differences:
        return f"{meaning}."
    tested = [difference for difference in differences if difference.low is not None]
    spread = estimates.spread
    if tested and spread is not None:
        rest = "" if len(tested) == len(differences) else f" {UNTESTED}"
        return (
            f"{meaning} within a seed; in brackets its 95 % interval (moderated t paired by seed, "
            f"simultaneous over {plural(len(tested), 'effect')}; sd over seeds, without what the "
            f"rows of a seed share, {spread.deviation:.{kind.digits}f} with {spread.freedom} "
            "degrees of freedom). An interval without 0 shows an effect; one with 0 is "
            f"inconclusive.{rest}"
        )
    fewest = min(difference.seeds for difference in differences)
    if fewest < ENOUGH_SEEDS:
        return (
            f"{meaning}; {plural(fewest, 'common seed')} {'is' if fewest == 1 else 'are'} too few "
            f"for intervals, so no effect is shown; train {ENOUGH_SEEDS} seeds or more."
        )
    return f"{meaning}; without interval, because no difference between rows varies over seeds."
