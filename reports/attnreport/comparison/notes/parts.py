"""In which columns the cost of a module can be read, where a network has a head."""

from collections.abc import Iterator, Sequence

from attnreport.comparison.part_sizes import head_share, is_outside
from attnreport.comparison.rows import Row
from attnreport.text import listed

OUTWEIGHS = 0.5
"""A head with a larger share of the baseline's MACs hides what a module adds to the backbone."""

NEARLY_ALL = 0.995
"""Shares from here on would print as 100 %."""


def outweighing_head(rows: Sequence[Row]) -> str:
    """The head's share of the baseline's MACs in words, if it is the larger part, else empty."""
    share = head_share(row.parts for row in rows)
    if share is None or share <= OUTWEIGHS:
        return ""
    return f"{100 * share:.0f} %" if share < NEARLY_ALL else "more than 99 %"


def part_notes(rows: Sequence[Row]) -> Iterator[str]:
    """What the columns of the backbone are for, and the rows whose cost is not in them."""
    modules = [row for row in rows if row.is_module and row.parts]
    outside = [row.label for row in modules if is_outside(row.parts)]
    share = outweighing_head(rows)
    if share:
        weight = f"The head has {share} of the baseline's FLOPs"
        if modules and len(outside) == len(modules):
            yield f"{weight}, and the modules stand in it."
        else:
            yield f"{weight}: read a module's cost in the columns of the backbone."
    if outside:
        stands = "stands" if len(outside) == 1 else "stand"
        yield (
            f"{listed(outside)} {stands} outside the backbone: the cost is in the columns of the "
            "whole network alone."
        )
