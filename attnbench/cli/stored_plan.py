"""A stored plan in place of what can be typed."""

from pathlib import Path

from attnbench.cli.errors import refuse_beside
from attnbench.cli.expand import declared
from attnbench.cli.option import Invocation
from attnbench.cli.options.plan import PlanOptions
from attnbench.errors import WrongUse
from attnbench.plan.plan import Plan, plan_from_toml


def read_plan(file: Path, invocation: Invocation) -> Plan:
    """A stored plan.

    Raises:
        WrongUse: if the file is no plan, or options that it settles are given beside it.
    """
    settled = {"modules", *(option.field.name for option in declared(PlanOptions))}
    refuse_beside("plan", [name for name in invocation.typed if name in settled])
    try:
        return plan_from_toml(file.read_text(encoding="utf-8"), str(file))
    except (OSError, UnicodeDecodeError) as error:
        raise WrongUse(f"cannot read plan {file}: {error}; pass a readable file") from error
