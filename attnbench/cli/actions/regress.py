"""Measure or read two result sets, and compare them. Loads torch only to measure."""

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from attnbench.cli.actions.regress_comparison import Compared, Comparison, find_rules
from attnbench.cli.actions.regress_report import check_formats, give_report
from attnbench.cli.commands.regress import Regress
from attnbench.cli.errors import refuse_beside
from attnbench.cli.feedback import SHOWN, Feedback
from attnbench.cli.writing import make_folder
from attnbench.errors import WrongUse
from attnbench.lazy import lazy
from attnbench.plan.plan import Plan
from attnbench.plan.session import is_known_here
from attnbench.plan.variant import Variant
from attnbench.regression.result_sets import result_set_of
from attnbench.study_names import find_study
from attnreport.history.entry import entry_of
from attnreport.history.journal import append
from attnreport.regression.metrics.table import metrics_of

if TYPE_CHECKING:
    from attnbench.cli.actions import regress_measure
    from attnbench.planning import make, modules
else:  # They load torch, which two stored result sets do not need.
    regress_measure = lazy("attnbench.cli.actions.regress_measure")
    make = lazy("attnbench.planning.make")
    modules = lazy("attnbench.planning.modules")

ALWAYS = ("baseline", "baseline_ref", "metrics", "rules", "history", "format", "output")
"""The options that serve whatever is compared."""

EXECUTION = ("executor", "parallel")
"""The options that serve where a baseline's plan is measured again."""


def run(request: Regress) -> None:
    """Measure or read both result sets and show what got worse; the exit code says it too.

    Raises:
        ValueError: of the kind that names what cannot be read, measured, compared or written.
    """
    check_formats(request.format, request.output)
    report = compare_sets(request, SHOWN).report
    give_report(report, request.format, request.output)
    if report.exit_code:
        raise typer.Exit(report.exit_code)


def compare_sets(request: Regress, feedback: Feedback) -> Compared:
    """Measure or read both result sets, and add the new one to the history if there is one.

    Raises:
        ValueError: of the kind that names what cannot be read, measured, compared or written.
    """
    _refuse_superfluous(request)
    for folder in filter(None, (request.output, request.history)):
        make_folder(folder)
    comparison = Comparison(
        named=None if request.metrics is None else metrics_of(request.metrics),
        rules=find_rules(request.rules),
        command=request.invocation.command,
        output=request.output,
    )
    compared = _compared(request, comparison, feedback)
    if request.history is not None:
        append(request.history, entry_of(compared.report, compared.after))
    return compared


def _refuse_superfluous(request: Regress) -> None:
    """Refuse what the way of comparing does not need."""
    if (request.baseline is None) == (request.baseline_ref is None):
        raise WrongUse(
            "pass either --baseline (a file or a study) or --baseline-ref (a branch, tag or commit)"
        )
    typed = request.invocation.typed
    if request.baseline is None:
        superfluous = ("current", *EXECUTION)
        refuse_beside("baseline_ref", [name for name in typed if name in superfluous])
        return
    needed = (*ALWAYS, "current", *EXECUTION)
    refuse_beside("baseline", [name for name in typed if name not in needed])
    if request.current is not None:
        refuse_beside("current", [name for name in typed if name in EXECUTION])


def _compared(request: Regress, comparison: Comparison, feedback: Feedback) -> Compared:
    if request.baseline is None:
        plan = _plan_of(request)
        reference = str(request.baseline_ref)
        return regress_measure.measure_side_by_side(
            plan, reference, comparison, request.seconds, feedback
        )
    baseline = find_study(request.baseline)
    if request.current is None:
        with closing(request.execution.build()) as executor:
            return regress_measure.measure_today(baseline, comparison, executor, feedback)
    return _read_both(baseline, find_study(request.current), comparison)


def _plan_of(request: Regress) -> Plan:
    if request.modules is None:
        raise WrongUse("pass --modules, such as ema,ca,eca; see: attnbench list modules")
    rows = modules.read_modules(request.modules)
    _refuse_of_this_process(rows)
    return make.make_plan(rows, request.settings.choices(request.invocation.typed))


def _refuse_of_this_process(rows: Sequence[Variant]) -> None:
    """Refuse what the processes that run the code of either commit could not import."""
    names = [row.module.partition(":")[2] for row in rows if is_known_here(row.module)]
    if names:
        raise WrongUse(
            "beside baseline_ref must be names, or classes of a file or a package: "
            f"{', '.join(names)} is defined in a notebook, a script or a function, where the "
            "process of another commit cannot import it; save it in a file of the repository and "
            "pass file.py:Class",
            parameter="modules",
        )


def _read_both(baseline: Path, current: Path, comparison: Comparison) -> Compared:
    before, after = result_set_of(baseline), result_set_of(current)
    report = comparison.compare(before, after, comparison.metrics_of(before))
    return Compared(report=report, after=after)
