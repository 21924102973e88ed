"""What is drawn of a history: its runs, and the steps in each series of figures."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from attnreport.history.entry import Entry
from attnreport.history.plot import MOST_ROWS
from attnreport.history.steps import Stepped

MOST_LETTERS = 40
"""Of a detail in a file's name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """The part of a history that is shown."""

    steps: tuple[Stepped, ...]
    entries: tuple[Entry, ...]

    def groups(self) -> Mapping[str, list[Stepped]]:
        """What one picture shows, by its file's name: each detail of each metric."""
        groups: dict[tuple[str, str], list[Stepped]] = {}
        for step in self.steps:
            groups.setdefault((step.series.metric.name, step.series.detail), []).append(step)
        return dict(zip(_file_names(list(groups)), groups.values(), strict=True))

    def notes(self) -> Iterator[str]:
        """Which pictures leave out rows."""
        for name, group in self.groups().items():
            rows = len({step.series.row for step in group})
            if rows > MOST_ROWS:
                yield f"{name} shows {MOST_ROWS} of {rows} rows; choose with --rows"


def _file_names(groups: list[tuple[str, str]]) -> list[str]:
    """One for each metric and detail, of letters that every file system takes."""
    names: list[str] = []
    for metric, detail in groups:
        plain = re.sub(r"[^A-Za-z0-9]+", "-", detail)[:MOST_LETTERS].strip("-")
        name = "-".join(filter(None, ["history", metric, plain]))
        names.append(name if name not in names else f"{name}-{len(names)}")
    return names
