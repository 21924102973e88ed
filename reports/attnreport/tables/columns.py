"""The columns of a table: what each cell shows, and which is the best."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pandas as pd

from attnreport.record import BASELINE, NULL_ROW
from attnreport.scores import AT_BEST_VALIDATION, BEST_ON_TEST
from attnreport.statistics import ENOUGH_SEEDS
from attnreport.units import (
    MISSING,
    count_text,
    difference_text,
    interval_text,
    scale_for,
    signed_count_text,
    spread_text,
)

NAMES = (
    "Method",
    "Row",
    "What",
    "Study",
    "Backbone",
    "Budget",
    "Factor",
    "Levels",
    "Verdict",
    "Gives",
    "Module",
    "Setting",
    "Row",
    "What",
    "First run after the step",
    "Machine",
)
"""Heads of the columns that hold words; the others hold numbers."""

READ_ON = ("ours (", "Verdict", "Δ (", "× baseline")
"""Beginnings of the heads that say of what they are only beside the column at their left."""

SCORE_HEADS = {
    "top1": "Top-1",
    "top5": "Top-5",
    "map50": "mAP (0.5)",
    "miou": "mIoU",
    "map50_95": "mAP (0.5:0.95)",
    "map_small": "mAP small",
    "map_medium": "mAP medium",
    "map_large": "mAP large",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TextCell:
    """What one cell of a table shows."""

    text: str
    is_best: bool = False
    is_second: bool = False


Column = tuple[str, list[TextCell]]
"""A head and its cells, one a row."""


def plain(texts: Sequence[str]) -> list[TextCell]:
    """Cells of which none is the best."""
    return [TextCell(text=text) for text in texts]


def methods(frame: pd.DataFrame) -> Column:
    """The rows' names, modules with a plus."""
    pairs = zip(frame["variant"], frame["label"], strict=True)
    return ("Method", plain([_method(variant, label) for variant, label in pairs]))


def _method(variant: str, label: str) -> str:
    return variant.capitalize() if variant in (BASELINE, NULL_ROW) else f"+ {label}"


def backbones(frame: pd.DataFrame) -> Column:
    """The backbone in the first row alone, as the papers print it."""
    first = frame["backbone"].iloc[0]
    return (
        "Backbone",
        plain([MISSING if pd.isna(first) else str(first), *[""] * (len(frame) - 1)]),
    )


def study_names(frame: pd.DataFrame) -> Column:
    """The study in its first row alone, as the papers print a backbone."""
    names = [str(name) for name in frame["study"]]
    before = [None, *names[:-1]]
    texts = ["" if name == last else name for name, last in zip(names, before, strict=True)]
    return ("Study", plain(texts))


def counts(frame: pd.DataFrame, name: str, head: str) -> Column:
    """Counts in the scale that suits all rows; the smallest is best."""
    values = numbers(frame, name)
    scale = scale_for([value for value in values if value is not None])
    texts = [count_text(value, scale) for value in values]
    return (head, _mark_best(frame, texts, values, min))


def amounts(
    frame: pd.DataFrame,
    name: str,
    head: str,
    *,
    choose: Callable[[list[float]], float],
    digits: int,
    unit: float = 1.0,
) -> Column:
    """Plain numbers, divided by their unit."""
    values = numbers(frame, name)
    texts = [MISSING if value is None else f"{value / unit:.{digits}f}" for value in values]
    return (head, _mark_best(frame, texts, values, choose))


def ratios(frame: pd.DataFrame, name: str, head: str) -> Column:
    """Ratios to the baseline with their interval."""
    parts = [numbers(frame, f"{name}{end}") for end in ("", "_low", "_high")]
    return (head, plain([interval_text(*each) for each in zip(*parts, strict=True)]))


def intervals(frame: pd.DataFrame, name: str, head: str) -> Column:
    """Signed differences with their interval."""
    parts = [numbers(frame, f"{name}{end}") for end in ("", "_low", "_high")]
    return (head, plain([difference_text(*each) for each in zip(*parts, strict=True)]))


def signed_counts(frame: pd.DataFrame, name: str, head: str) -> Column:
    """Signed differences of counts, each in its own scale."""
    return (head, plain([signed_count_text(value) for value in numbers(frame, name)]))


def scores(frame: pd.DataFrame) -> list[Column]:
    """Every score, mean ± standard deviation; the best marked where seeds are enough to say so.

    Where a frame holds several studies, each study's seeds decide for its own rows. Behind the
    last epoch's come the headline at the best epoch on the held-out images, and at the best on
    test where the frame has it. Of the latter none is marked: it is no result.
    """
    names = score_names(frame)
    columns = [(f"{score_head(name)} (%)", _scores(frame, name)) for name in names]
    for name in names[:1]:
        at_best, on_test = f"{name}{AT_BEST_VALIDATION}", f"{name}{BEST_ON_TEST}"
        if any(value is not None for value in numbers(frame, f"{at_best}_percent_mean")):
            head = f"{score_head(name)} at best validation (%)"
            columns.append((head, _scores(frame, at_best)))
        if f"{on_test}_percent_mean" in frame:
            head = f"{score_head(name)}, best epoch on test (optimistic)"
            columns.append((head, plain(_spreads(frame, on_test))))
    return columns


def score_head(name: str) -> str:
    """What a table calls a score."""
    return SCORE_HEADS.get(name, name)


def score_names(frame: pd.DataFrame) -> list[str]:
    """The scores that were measured, as of the last epoch, the headline first."""
    ends = [str(column) for column in frame.columns if str(column).endswith("_percent_mean")]
    names = [end.removesuffix("_percent_mean") for end in ends]
    return [name for name in names if not name.endswith((AT_BEST_VALIDATION, BEST_ON_TEST))]


def _spreads(frame: pd.DataFrame, name: str) -> list[str]:
    means, deviations = (numbers(frame, f"{name}_percent_{end}") for end in ("mean", "sd"))
    return [spread_text(*each) for each in zip(means, deviations, strict=True)]


def _scores(frame: pd.DataFrame, name: str) -> list[TextCell]:
    fewest = frame["seeds"].groupby(_study_of_rows(frame)).transform("min")
    means = numbers(frame, f"{name}_percent_mean")
    ranked = [
        mean if seeds >= ENOUGH_SEEDS else None for mean, seeds in zip(means, fewest, strict=True)
    ]
    printed = [spread_text(mean, None) for mean in means]
    return _mark_best(frame, _spreads(frame, name), ranked, max, printed)


def numbers(frame: pd.DataFrame, name: str) -> list[float | None]:
    """A column's values, None where nothing was measured."""
    if name not in frame:
        return [None] * len(frame)
    return [None if pd.isna(value) else float(value) for value in frame[name]]


def _mark_best(
    frame: pd.DataFrame,
    texts: Sequence[str],
    values: Sequence[float | None],
    choose: Callable[[list[float]], float],
    printed: Sequence[str] | None = None,
) -> list[TextCell]:
    """The best and the second best of the rows that have a module; all that print alike are marked.

    The second best is the next value that prints differently, however many rows share the best.
    Where a frame holds several studies, each has its own. `printed` is what has to be alike, where
    that is not the whole text.
    """
    printed = texts if printed is None else printed
    studies = _study_of_rows(frame)
    known: dict[str, list[tuple[float, str]]] = {study: [] for study in studies}
    rows = [name not in (BASELINE, NULL_ROW) for name in frame["variant"]]
    for study, value, shown, counts in zip(studies, values, printed, rows, strict=True):
        if counts and value is not None:
            known[study].append((value, shown))
    leaders = {study: _leaders(entries, choose) for study, entries in known.items()}
    return [
        TextCell(
            text=text,
            is_best=counts and shown == leaders[study][0],
            is_second=counts and shown == leaders[study][1],
        )
        for study, text, shown, counts in zip(studies, texts, printed, rows, strict=True)
    ]


def _study_of_rows(frame: pd.DataFrame) -> list[str]:
    return list(frame["study"]) if "study" in frame else [""] * len(frame)


def _leaders(
    known: Sequence[tuple[float, str]], choose: Callable[[list[float]], float]
) -> tuple[str | None, str | None]:
    """What the best and the second best of some values print; nothing of a single one."""
    if len(known) < 2:
        return None, None
    best = _printed_best(known, choose)
    others = [entry for entry in known if entry[1] != best]
    return best, _printed_best(others, choose) if others else None


def _printed_best(
    known: Sequence[tuple[float, str]], choose: Callable[[list[float]], float]
) -> str:
    return dict(known)[choose([value for value, _ in known])]
