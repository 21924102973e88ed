"""What can get worse: its name, its unit, and how a change of it is told from noise."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """How a metric is judged."""

    EXACT = "exact"
    """The same in every run of the same code: any change counts."""
    OUTPUT = "output"
    """The output of a module on a fixed input: equal within a tolerance."""
    SCORE = "score"
    """Drawn with the seed: a paired test over seeds, and a least effect in points."""
    TIME = "time"
    """Drawn with the machine's noise: a ratio with its interval, and a least effect."""
    MEMORY = "memory"
    """The same in every run, but for the allocator: a ratio, and a least effect."""


CELLS: Mapping[Kind, str] = {
    Kind.EXACT: "cost",
    Kind.OUTPUT: "cost",
    Kind.SCORE: "train",
    Kind.TIME: "speed",
    Kind.MEMORY: "speed",
}
"""By kind of metric, the kind of cell that measures it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """One thing that is compared; its name is the word of `--metrics` and of the rules."""

    name: str
    kind: Kind
    title: str
    unit: str
    """Of the values before and after, as they are stored."""
    lower_is_better: bool = True

    def title_with(self, detail: str) -> str:
        """The title with which of several values is meant: FLOPs (torch)."""
        return f"{self.title} ({detail})" if detail else self.title


METRICS: Mapping[str, Metric] = {
    metric.name: metric
    for metric in (
        Metric(name="params", kind=Kind.EXACT, title="#.Param.", unit="parameters"),
        Metric(name="macs", kind=Kind.EXACT, title="FLOPs", unit="MACs"),
        Metric(name="output", kind=Kind.OUTPUT, title="Output", unit=""),
        Metric(name="accuracy", kind=Kind.SCORE, title="Accuracy", unit="%", lower_is_better=False),
        Metric(name="latency", kind=Kind.TIME, title="Latency", unit="s"),
        Metric(name="throughput", kind=Kind.TIME, title="Time of a batch", unit="s"),
        Metric(name="train_step", kind=Kind.TIME, title="Training step", unit="s"),
        Metric(name="memory", kind=Kind.MEMORY, title="Memory, inference", unit="bytes"),
        Metric(name="train_memory", kind=Kind.MEMORY, title="Memory, training", unit="bytes"),
    )
}
"""By name, in the order of the reports."""
