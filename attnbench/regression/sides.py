"""The processes of one sitting: the reference's code, the current code, the reference's again."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from attnbench.plan import Plan
from attnbench.regression.family import Family
from attnbench.regression.process import Process, ProcessFailed
from attnbench.regression.version import Version, refuse_mixed_code
from attnreport.record import BASELINE


@dataclass(frozen=True, slots=True, kw_only=True)
class Sides:
    """Processes with the networks of the rows."""

    reference: Process
    current: Process
    again: tuple[Process, ...]
    """The reference's code once more, where anything is timed: what differs then is noise."""
    rows: tuple[str, ...]
    """Variants that both versions can build, the baseline first."""
    known: tuple[str, ...]
    """Variants that the reference can build."""

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
        WrongUse: if both versions import the same code.
    """
    with ExitStack() as stack:
        versions = (reference, current, *([reference] if are_timed else []))
        processes = [stack.enter_context(Process(version, family)) for version in versions]
        for process in processes:
            process.open(plan, command)
        for process in processes:
            process.opened()
        rows = [str(variant) for variant in plan.variants]
        built = [_built(process, rows) for process in processes]
        refuse_mixed_code(processes[0].files(), reference, current)
        yield Sides(
            reference=processes[0],
            current=processes[1],
            again=tuple(processes[2:]),
            rows=tuple(row for row in rows if all(row in each for each in built)),
            known=tuple(built[0]),
        )


def _built(process: Process, rows: Sequence[str]) -> list[str]:
    """The rows that a version can build; those that it cannot have their record say so."""
    failures = {row: process.build(row) for row in rows}
    if failures[BASELINE]:
        raise ProcessFailed(
            f"{process.version.name} cannot build the backbone: {failures[BASELINE]}; mend it, or "
            "name another reference"
        )
    return [row for row in rows if failures[row] is None]
