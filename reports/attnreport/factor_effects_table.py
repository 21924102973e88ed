"""The table of what each factor of an ablation did."""

from collections.abc import Iterator

import pandas as pd

from attnreport.columns import Column, intervals, plain, ratios, score_head, signed_counts
from attnreport.contrasts import Contrast
from attnreport.design import Design, Studies
from attnreport.factor_effects import FactorEffect, FactorEffects, factor_effects
from attnreport.statistics import ENOUGH_SEEDS
from attnreport.table import Table, tabulate

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
        ("Factor", plain([_factor(effect.contrast) for effect in found.effects])),
        ("Levels", plain([_levels(effect.contrast) for effect in found.effects])),
        *_score_column(found, frame),
        signed_counts(frame, "params_difference", "Δ #.Param."),
        signed_counts(frame, "macs_torch_difference", "Δ FLOPs (torch)"),
        ratios(frame, "latency_ratio", "Latency (×)"),
        ("Pairs", plain([str(effect.contrast.matches) for effect in found.effects])),
    ]
    return tabulate("What each factor did", columns, tuple(_notes(found)), frame)


def _factor(contrast: Contrast) -> str:
    return " × ".join(step.factor for step in contrast.steps)


def _levels(contrast: Contrast) -> str:
    levels = ", ".join(map(str, contrast.steps))
    return levels if contrast.matches else f"{levels}: not estimable"


def _score_column(found: FactorEffects, frame: pd.DataFrame) -> list[Column]:
    if found.score is None:
        return []
    return [intervals(frame, f"{found.score}_difference", f"Δ {score_head(found.score)} (points)")]


def _row(found: FactorEffects, effect: FactorEffect) -> dict[str, object]:
    """The exact numbers of an effect."""
    row: dict[str, object] = {
        "factor": _factor(effect.contrast),
        "levels": _levels(effect.contrast),
        "pairs": effect.contrast.matches,
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
    if any(len(effect.contrast.steps) > 1 for effect in found.effects):
        yield INTERACTION_NOTE
    for effect in found.effects:
        if not effect.contrast.matches:
            (step,) = effect.contrast.steps
            yield (
                f"Not estimable: {step.factor}, {step}: no two measured rows differ in "
                f"{step.factor} alone."
            )
    if found.unscored:
        yield f"Left out, since nothing was scored there: {', '.join(found.unscored)}."


def _score_note(head: str, found: FactorEffects) -> str:
    meaning = f"Δ {head}: mean over the pairs of level less reference"
    if found.spread is not None:
        estimated = sum(effect.score is not None for effect in found.effects)
        return (
            f"{meaning}; in brackets Bonferroni's simultaneous 95 % interval of {estimated} "
            f"effect(s), from the sd over seeds, pooled over all rows, "
            f"{found.spread.deviation:.2f} ({found.spread.freedom} degrees of freedom): an "
            "interval without 0 is an effect, and all of them hold at once in 95 of 100 studies."
        )
    if found.fewest_seeds < ENOUGH_SEEDS:
        return (
            f"{meaning}; {found.fewest_seeds} seed(s) are not enough for intervals, so that none "
            f"is shown to be an effect; pass --seeds {ENOUGH_SEEDS} or more."
        )
    return f"{meaning}; without interval, since no row's scores vary over seeds."
