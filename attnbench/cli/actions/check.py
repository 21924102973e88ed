"""Run the doctor and show what it finds."""

import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from attnbench.cli import writing
from attnbench.cli.commands.check import Check
from attnbench.cli.feedback import SHOWN, Feedback
from attnbench.cli.options.output import formats_of
from attnbench.cli.screen import screen
from attnbench.environment import resolve_device
from attnbench.lazy import lazy
from attnbench.plan.module_name import registered
from attnbench.plan.variant import parse_variant
from attnbench.planning.modules import check
from attnreport.checkup import console as checkup_console
from attnreport.checkup.checkup import Checkup
from attnreport.checkup.formats import FORMATS
from attnreport.formats import CONSOLE
from attnreport.record import BASELINE
from attnreport.text import printable
from attnzoo import CATALOG

if TYPE_CHECKING:
    from attnbench.doctor import examination
else:  # It loads torch, which wrong use is refused without.
    examination = lazy("attnbench.doctor.examination")

WIDTH = 100
"""Columns where the output is no terminal."""

BESIDE = ("se", "eca")
"""What a sound module is first compared with."""


def run(request: Check) -> None:
    """Examine, print or write; exit code 1 if a check failed."""
    _refuse_unknown(request)
    if request.output is not None:
        writing.make_folder(request.output)
    checkup = examine(request, SHOWN)
    formats = formats_of(request.format, request.output, _files())
    _give(checkup, formats, request.output)
    if checkup.failed:
        raise typer.Exit(1)


def examine(request: Check, feedback: Feedback) -> Checkup:
    """What the doctor finds.

    Args:
        request: What was typed.
        feedback: Takes the progress.

    Raises:
        WrongUse: if there is no such module, check or device, or the module does not take the
            channels.
    """
    with feedback.steps("building") as report:
        return examination.check(
            request.module,
            channels=request.channels,
            size=request.input,
            device=request.device,
            only=request.only,
            skip=request.skip,
            thorough=request.thorough,
            report=report,
        )


def _refuse_unknown(request: Check) -> None:
    """Refuse what the catalogue does not have, before the doctor comes with torch.

    What may be a user's own is looked at by the doctor alone, who contains what it does.

    Raises:
        ValueError: of the kind that names what is unknown.
    """
    if isinstance(request.module, str):
        variant, own = parse_variant(request.module), {BASELINE, *registered()}
        name = variant.module
        if name in CATALOG or (name.isidentifier() and name not in own):
            check(variant)
    resolve_device(request.device)


def _files() -> list[str]:
    """The formats that are files."""
    return [name for name in FORMATS if name != CONSOLE]


def _give(checkup: Checkup, formats: Sequence[str], output: Path | None) -> None:
    if CONSOLE in formats:
        screen(WIDTH).print(checkup_console.render(checkup))
        typer.echo(printable(_next_step(checkup)))
    for form in (FORMATS[name] for name in formats if name != CONSOLE):
        if output is None:
            typer.echo(form.render(checkup), nl=False)
        else:
            writing.write_text(output / f"check.{form.suffix}", form.render(checkup))


def _next_step(checkup: Checkup) -> str:
    """The command to type next."""
    if checkup.failed:
        names = ",".join(finding.check for finding in checkup.failed)
        return (
            f"To check again: {shlex.join(['attnbench', 'check', checkup.module, '--only', names])}"
        )
    rows = ",".join(dict.fromkeys((checkup.module, *BESIDE)))
    return f"To compare it: {shlex.join(['attnbench', 'compare', '--modules', rows])}"
