"""The table of what each factor of an ablation did."""

from collections.abc import Iterator

import pandas as pd

from attnreport.ablation.contrasts import Steps
from attnreport.ablation.design import Design, Studies
from attnreport.ablation.factor_effects import FactorEffect, FactorEffects, factor_effects
from attnreport.statistics import ENOUGH_SEEDS
from attnreport.tables.columns import Column, intervals, plain, ratios, score_head, signed_counts
from attnreport.tables.table import Table, tabulate

SIZES_NOTE = (
    "Δ #.Param. and Δ FLOPs: the same of the counts, exact; FLOPs are multiply-accumulates of one "
    "image, as torch counts them."
)
LATENCY_NOTE = (
    "Latency (×): level over reference within a round, geometric mean over the pairs, median over "
    "rounds with its own 95 % bootstrap interval; below 1 is faster. A ratio never crosses "
    "sittings: – where the rows do not share one."
)
PAIRS_NOTE = (
    "Pairs: how many pairs of rows that differ in the factor alone are averaged, of an interaction "
    "how many quadruples."
)

SHOWN = {"params": "Δ #.Param.", "macs_torch": "Δ FLOPs (torch)", "latency": "Latency (×)"}
"""By quantity beside the score, the head of its column."""

INTERACTION_NOTE = (
    "A × B: what A's step changes with B's step, less what it changes without; Δ is 0 where the "
    "two add up, and the latency 1 where they multiply."
)


def factor_effects_table(studies: Studies, design: Design) -> Table:
    """Main effects of an ablation's factors, then their interactions.

    Args:
        studies: Their records, by the names that the design's points have for them.
        design: What was varied.
    """
    found = factor_effects(studies, design)
    frame = pd.DataFrame([_row(found, effect) for effect in found.effects])
    columns = [
        ("Factor", plain([_factor(effect.steps) for effect in found.effects])),
        ("Levels", plain([_levels(effect) for effect in found.effects])),
        *_score_column(found, frame),
        signed_counts(frame, "params_difference", SHOWN["params"]),
        signed_counts(frame, "macs_torch_difference", SHOWN["macs_torch"]),
        ratios(frame, "latency_ratio", SHOWN["latency"]),
        ("Pairs", plain([str(_pairs(found, effect)) for effect in found.effects])),
    ]
    return tabulate("What each factor did", columns, tuple(_notes(found)), frame)


def _factor(steps: Steps) -> str:
    return " × ".join(step.factor for step in steps)


def _levels(effect: FactorEffect) -> str:
    levels = ", ".join(map(str, effect.steps))
    return levels if effect.pairs else f"{levels}: not estimable"


def _pairs(found: FactorEffects, effect: FactorEffect) -> int:
    """Those of the score; where nothing was trained, of the parameters."""
    return effect.pairs.get("params" if found.score is None else "score", 0)


def _score_column(found: FactorEffects, frame: pd.DataFrame) -> list[Column]:
    if found.score is None:
        return []
    return [intervals(frame, f"{found.score}_difference", f"Δ {score_head(found.score)} (points)")]


def _row(found: FactorEffects, effect: FactorEffect) -> dict[str, object]:
    """The exact numbers of an effect."""
    row: dict[str, object] = {
        "factor": _factor(effect.steps),
        "levels": _levels(effect),
        "pairs": _pairs(found, effect),
    }
    if effect.score is not None:
        row[f"{found.score}_difference"] = effect.score.value
        row[f"{found.score}_difference_low"] = effect.score.low
        row[f"{found.score}_difference_high"] = effect.score.high
    row |= {f"{name}_difference": value for name, value in effect.sizes.items()}
    for name, ratio in {"latency": effect.latency, "throughput": effect.throughput}.items():
        if ratio is not None:
            row[f"{name}_ratio"] = ratio.value
            row[f"{name}_ratio_low"] = ratio.low
            row[f"{name}_ratio_high"] = ratio.high
    return row


def _notes(found: FactorEffects) -> Iterator[str]:
    if found.score is not None:
        yield _score_note(score_head(found.score), found)
    yield SIZES_NOTE
    yield LATENCY_NOTE
    yield PAIRS_NOTE
    if any(len(effect.steps) > 1 for effect in found.effects):
        yield INTERACTION_NOTE
    for effect in found.effects:
        yield from _pair_notes(found, effect)
    if found.unscored:
        yield f"Left out of the score, since nothing was scored there: {', '.join(found.unscored)}."


def _pair_notes(found: FactorEffects, effect: FactorEffect) -> Iterator[str]:
    """Why an effect or its score has no estimate, and where other quantities have other pairs."""
    factor = _factor(effect.steps)
    name = f"{factor}, {', '.join(map(str, effect.steps))}"
    rows = "two" if len(effect.steps) == 1 else "four"
    if not effect.pairs:
        yield f"Not estimable: {name}: no {rows} measured rows differ in {factor} alone."
    elif found.score is not None and effect.score is None:
        yield f"Score not estimable: {name}: no {rows} scored rows differ in {factor} alone."
    shown = _pairs(found, effect)
    others = {head: effect.pairs.get(quantity, shown) for quantity, head in SHOWN.items()}
    differing = [f"{head} {pairs}" for head, pairs in others.items() if pairs != shown]
    if differing:
        yield f"Pairs of {name}, where not {shown}: {', '.join(differing)}."


def _score_note(head: str, found: FactorEffects) -> str:
    meaning = f"Δ {head}: mean over the pairs of level less reference"
    estimated = sum(effect.score is not None for effect in found.effects)
    if not estimated:
        return f"{meaning}."
    if found.spread is not None:
        return (
            f"{meaning}; in brackets Bonferroni's simultaneous 95 % interval of {estimated} "
            f"effect(s), from the sd over seeds, pooled over all rows, "
            f"{found.spread.deviation:.2f} ({found.spread.freedom} degrees of freedom): an "
            "interval without 0 is an effect, one with 0 shows neither an effect nor that there is "
            "none; all of them hold at once in 95 of 100 studies."
        )
    if found.fewest_seeds < ENOUGH_SEEDS:
        return (
            f"{meaning}; {found.fewest_seeds} seed(s) are not enough for intervals, so that none "
            f"is shown to be an effect; pass --seeds {ENOUGH_SEEDS} or more."
        )
    return f"{meaning}; without interval, since no row's scores vary over seeds."
