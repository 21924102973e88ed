"""`attnbench.check`: what is wrong with a module."""

from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING

from attnbench.api.function import function_of
from attnbench.api.result import Result, rendered
from attnbench.cli.actions.check import examine
from attnbench.cli.commands.check import Check
from attnbench.cli.feedback import Feedback
from attnbench.lazy import lazy
from attnreport.checkup import html
from attnreport.checkup.checkup import Checkup, Finding, summary
from attnreport.checkup.formats import FORMATS

if TYPE_CHECKING:
    import pandas as pd
else:
    pd = lazy("pandas")


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class CheckResult(Result, Checkup):
    """A checkup that shows itself in a notebook."""

    @property
    def answer(self) -> str:
        """How many checks ended in which way."""
        return f"{self.module}: {summary(self.findings)}"

    @property
    def records(self) -> tuple[Finding, ...]:
        """What each check found."""
        return self.findings

    def frame(self) -> "pd.DataFrame":
        """One line a check."""
        return pd.DataFrame([asdict(finding) for finding in self.findings])

    def table(self, form: str = "console") -> str:
        """The report as text.

        Args:
            form: console, md or json.

        Raises:
            UnknownName: if there is no such format.
        """
        return rendered(self, form, FORMATS)

    def _repr_html_(self) -> str:
        return html.render(self)


@function_of(Check, "module")
def check(request: Check, feedback: Feedback) -> CheckResult:
    """Examine an attention module: what is wrong, what that means, and how to fix it.

    A fault in the module is a finding, never an exception. The module may be a name, a class, or
    any callable from channels to a module.

    Returns:
        The findings; `failed` has those that a sound module would not have.

    Raises:
        WrongUse: if there is no such module, check or device, or the module does not take the
            channels.
    """
    checkup = examine(request, feedback)
    return CheckResult(**{field.name: getattr(checkup, field.name) for field in fields(checkup)})
