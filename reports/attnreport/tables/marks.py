"""Which fields of a column are the best and the second best."""

from collections.abc import Hashable, Sequence

from attnreport.tables.column import Column, Field


def ranked_column(
    name: str,
    texts: Sequence[str],
    values: Sequence[float | None],
    *,
    higher_is_better: bool,
    unit: str = "",
    printed: Sequence[str] | None = None,
    groups: Sequence[Hashable] | None = None,
) -> Column:
    """A column whose best fields are marked, as `marked` says."""
    fields = marked(
        texts, values, higher_is_better=higher_is_better, printed=printed, groups=groups
    )
    return Column(name=name, unit=unit, fields=fields, higher_is_better=higher_is_better)


def marked(
    texts: Sequence[str],
    values: Sequence[float | None],
    *,
    higher_is_better: bool,
    printed: Sequence[str] | None = None,
    groups: Sequence[Hashable] | None = None,
) -> tuple[Field, ...]:
    """The fields of a column; all values that print like the best one are marked as the best.

    The second best is the next value that prints differently, however many rows share the best. A
    single value is not the best of anything.

    Args:
        texts: What each row shows.
        values: What each row competes with; None where it does not compete.
        higher_is_better: Whether the highest value is the best, or the lowest.
        printed: What has to be alike for two rows to share a mark, where that is not the text.
        groups: Of each row; each group has a best of its own. By default all rows are one group.
    """
    shown = texts if printed is None else printed
    group_of = [None] * len(texts) if groups is None else groups
    competing: dict[Hashable, list[tuple[float, str]]] = {}
    for group, value, text in zip(group_of, values, shown, strict=True):
        if value is not None:
            competing.setdefault(group, []).append((value, text))
    leaders = {
        group: _leaders(entries, higher_is_better=higher_is_better)
        for group, entries in competing.items()
    }
    return tuple(
        Field(
            text=text,
            is_best=value is not None and printed_text == leaders[group][0],
            is_second=value is not None and printed_text == leaders[group][1],
        )
        for group, text, value, printed_text in zip(group_of, texts, values, shown, strict=True)
    )


def _leaders(
    entries: Sequence[tuple[float, str]], *, higher_is_better: bool
) -> tuple[str | None, str | None]:
    """What the best and the second best of some values print."""
    if len(entries) < 2:
        return None, None
    choose = max if higher_is_better else min
    best = choose(entries, key=lambda entry: entry[0])[1]
    others = [entry for entry in entries if entry[1] != best]
    return best, choose(others, key=lambda entry: entry[0])[1] if others else None
