"""What other processes cannot run. Loads no torch."""

from attnbench.engine.executors.table import HERE
from attnbench.errors import WrongUse
from attnbench.plan.plan import Plan
from attnbench.plan.session import is_known_here


def refuse_elsewhere(plan: Plan, executor: str) -> None:
    """Refuse to run in other processes what only this one knows.

    Args:
        plan: Its modules may be classes of a notebook.
        executor: Name of what will run the cells.

    Raises:
        WrongUse: if other processes cannot import one of them.
    """
    names = [row.module.partition(":")[2] for row in plan.modules if is_known_here(row.module)]
    if names and executor != HERE:
        raise WrongUse(
            f"must be {HERE!r} for {', '.join(names)}, defined in a notebook, a script or a "
            f"function, where other processes cannot import it (got {executor!r}); pass "
            f"executor={HERE!r}, or save it in a file and import it",
            parameter="executor",
        )
