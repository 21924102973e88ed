"""A stored plan in place of what can be typed."""

from pathlib import Path

from attnbench.cli.errors import refuse_beside
from attnbench.cli.expand import declared
from attnbench.cli.option import Invocation
from attnbench.cli.options.plan import PlanOptions
from attnbench.errors import WrongUse
from attnbench.plan.plan import Plan, plan_from_toml


def read_plan(file: str | Plan, invocation: Invocation) -> Plan:
    """A stored plan, or one that Python code has made.

    Raises:
        WrongUse: if the file is no plan, or options that it settles are given beside it.
    """
    settled = {"modules", *(option.field.name for option in declared(PlanOptions))}
    refuse_beside("plan", [name for name in invocation.typed if name in settled])
    if isinstance(file, Plan):
        return file
    if not isinstance(file, str):
        raise WrongUse(f"must be a file or a Plan (got {file!r})", parameter="plan")
    try:
        return plan_from_toml(Path(file).read_text(encoding="utf-8"), file)
    except (OSError, UnicodeDecodeError) as error:
        raise WrongUse(f"cannot read plan {file}: {error}; pass a readable file") from error
