"""What can be said of one row: whether its module earns its cost."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """Every answer there is."""

    YES = "yes"
    """Shown better than the baseline, within the budget where there is one."""
    NO = "no"
    """Shown worse, over the budget, or costlier without a gain worth having."""
    OPEN = "open"
    """The data do not tell."""
    FREE = "free"
    """No cost and no loss worth the name can be shown; nor can a gain."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowAnswer:
    """The answer for one row, and why."""

    kind: Kind
    reason: str
    """A few words, such as `no gain shown, slower`."""
    seeds: int | None = None
    """Of what is open: about how many seeds would tell; None where that cannot be said."""

    @property
    def brief(self) -> str:
        """The answer without the number of seeds."""
        return f"{self.kind}: {self.reason}"

    def __str__(self) -> str:
        """The answer in full."""
        return f"{self.brief} (~{self.seeds:,} seeds)" if self.seeds else self.brief
