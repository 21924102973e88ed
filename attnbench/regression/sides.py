"""The processes of one session: the reference's code, the current code, the reference's again."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from attnbench.plan.plan import Plan
from attnbench.regression.family import Family
from attnbench.regression.process import Process, ProcessFailed
from attnbench.regression.version import Version
from attnreport.record import BASELINE
from attnreport.regression.result_set import ResultSet

Pair = tuple[ResultSet, ResultSet]
"""What the reference gave, and what the current code gave."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sides:
    """Processes with the networks of the rows."""

    reference: Process
    current: Process
    again: tuple[Process, ...]
    """The reference's code once more, where anything is timed: what differs then is noise."""
    rows: tuple[str, ...]
    """Variants that both versions can build, the baseline first."""
    unbuilt: Mapping[str, str]
    """By variant that the reference cannot build, why."""

    @property
    def all(self) -> tuple[Process, ...]:
        """The processes in their order."""
        return self.reference, self.current, *self.again


@contextmanager
def started(
    family: Family,
    reference: Version,
    current: Version,
    plan: Plan,
    command: str,
    *,
    are_timed: bool,
) -> Iterator[Sides]:
    """Start the processes and build every row's network.

    Args:
        family: Of both versions.
        reference: The version to compare with.
        current: The version that is compared.
        plan: Of the rows; its paths hold in any folder.
        command: What the user typed, for the records.
        are_timed: Whether the reference's code is needed twice.

    Raises:
        ProcessFailed: if a version cannot build the backbone.
    """
    with ExitStack() as stack:
        versions = (reference, current, *([reference] if are_timed else []))
        processes = [stack.enter_context(Process(version, family)) for version in versions]
        for process in processes:
            process.open(plan, command)
        for process in processes:
            process.opened()
        rows = [str(variant) for variant in plan.variants]
        failures = {row: _built(processes, row) for row in rows}
        for process, failure in zip(processes, failures[BASELINE], strict=True):
            if failure is not None:
                raise ProcessFailed(
                    f"{process.version.name} cannot build the backbone: {failure}; fix it, or "
                    "name another reference"
                )
        yield Sides(
            reference=processes[0],
            current=processes[1],
            again=tuple(processes[2:]),
            rows=tuple(row for row in rows if not any(failures[row])),
            unbuilt={row: why[0] for row, why in failures.items() if why[0] is not None},
        )


def _built(processes: Sequence[Process], row: str) -> list[str | None]:
    """Build a row in all processes at once; gives why each cannot, or None.

    A row that cannot be built has a record of its cost that says so.
    """
    for process in processes:
        process.build(row)
    return [process.built() for process in processes]
