"""The executors by name. Reading the table loads no torch."""

from typing import TYPE_CHECKING

from attnbench.engine.executors.executor import Executor, ExecutorKind, ExecutorOptions
from attnbench.errors import UnknownName, WrongUse
from attnbench.lazy import lazy

if TYPE_CHECKING:
    from attnbench.engine.executors import here, processes
else:
    here = lazy("attnbench.engine.executors.here")
    processes = lazy("attnbench.engine.executors.processes")

DEFAULT = "processes"
HERE = "here"


def _processes(options: ExecutorOptions) -> Executor:
    return processes.Processes(options.parallel)


def _check_here(options: ExecutorOptions) -> None:
    if options.parallel not in (None, 1):
        raise WrongUse(
            f"must be 1 with the executor here (got {options.parallel}); to run several cells at "
            "once use the executor processes",
            parameter="parallel",
        )


EXECUTORS: dict[str, ExecutorKind] = {
    kind.name: kind
    for kind in (
        ExecutorKind(
            name="processes",
            meaning="each cell in a process of its own, with several training runs at once",
            build=_processes,
        ),
        ExecutorKind(
            name=HERE,
            meaning="one cell after another in the process of the command",
            build=lambda _: here.Here(),
            check=_check_here,
        ),
    )
}
"""Every executor, the default first."""


def check_executor(name: str = DEFAULT, *, parallel: int | None = None) -> None:
    """Check what an executor would be made of, without torch.

    Args:
        name: A key of `EXECUTORS`.
        parallel: Training cells at the same time; None leaves it to the executor.

    Raises:
        UnknownName: if there is no such executor.
        WrongUse: if it does not take the options.
    """
    if name not in EXECUTORS:
        raise UnknownName("executor", name, EXECUTORS, "attnbench compare --help")
    EXECUTORS[name].check(ExecutorOptions(parallel=parallel))


def build_executor(name: str = DEFAULT, *, parallel: int | None = None) -> Executor:
    """Make an executor; close it when the run is over.

    Args:
        name: A key of `EXECUTORS`.
        parallel: Training cells at the same time; None leaves it to the executor.

    Raises:
        UnknownName: if there is no such executor.
        WrongUse: if it does not take the options.
    """
    check_executor(name, parallel=parallel)
    return EXECUTORS[name].build(ExecutorOptions(parallel=parallel))
