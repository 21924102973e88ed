"""The command line: reads what was typed, calls the library, prints. Starts without torch."""

import os
import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from attnbench import launcher
from attnbench.cli.commands import (
    ablate,
    baseline,
    check,
    compare,
    history,
    inspect,
    listing,
    new,
    plan_seeds,
    regress,
    report,
    reproduce,
    solve,
)
from attnbench.cli.help_text import unwrap_help
from attnbench.cli.installation import unloadable
from attnbench.version import __version__

INTERRUPTED = 130
"""Exit code of Ctrl-C."""

OWN_PACKAGES = ("attnbench", "attnreport", "attnzoo")

app = typer.Typer(
    name="attnbench",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_enable=False,
)
app.command("compare", epilog=compare.EXAMPLES)(compare.compare)
app.command("ablate", epilog=ablate.EXAMPLES)(ablate.ablate)
app.command("inspect", epilog=inspect.EXAMPLES)(inspect.inspect)
app.command("report", epilog=report.EXAMPLES)(report.report)
app.command("reproduce", epilog=reproduce.EXAMPLES)(reproduce.reproduce)
app.command("solve", epilog=solve.EXAMPLES)(solve.solve)
app.command("regress", epilog=regress.EXAMPLES)(regress.regress)
app.command("plan-seeds", epilog=plan_seeds.EXAMPLES)(plan_seeds.plan_seeds)
app.command("history", epilog=history.EXAMPLES)(history.history)
app.command("check", epilog=check.EXAMPLES)(check.check)
app.command("new", epilog=new.EXAMPLES)(new.new)
app.add_typer(baseline.app, name="baseline")
app.add_typer(listing.app, name="list")


def _print_version(asked: bool) -> None:
    if asked:
        typer.echo(f"attnbench {__version__}")
        raise typer.Exit


@app.callback()
def attnbench_command(
    _version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version."
        ),
    ] = False,
) -> None:
    """Does this attention module earn its cost in this network?

    Puts attention modules into any timm backbone, counts and times what they cost, trains and
    evaluates them, and prints tables whose every number can be derived again.
    """


unwrap_help(app)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command; a wrong use is one `error:` line and exit code 2."""
    if launcher.is_superfluous():
        sys.exit(0)
    launcher.take_over()
    typed = list(sys.argv[1:] if arguments is None else arguments)
    code: object = INTERRUPTED
    try:
        code = app(args=typed, standalone_mode=False)
    except (KeyboardInterrupt, typer.Abort):
        pass
    except BrokenPipeError:
        # Whoever read the output has seen enough; closing it at exit must not complain again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except Exception as error:
        text = _user_text(error, typed)
        if text is None:
            raise
        _fail(text, 2)
    if code == INTERRUPTED:
        _fail(
            "stopped; a study keeps what is finished: the same command goes on from there",
            INTERRUPTED,
        )
    sys.exit(code if isinstance(code, int) else 0)


def _user_text(error: Exception, typed: Sequence[str]) -> str | None:
    """The text for a user, if the error is about what the user asked; None if it is a bug."""
    format_message = getattr(error, "format_message", None)
    if callable(format_message):
        message = str(format_message()).removesuffix(".") or "no command is given"
        where = getattr(getattr(error, "ctx", None), "command_path", "attnbench")
        return f"{message}{_given(error, typed)}; see: {where} --help"
    if isinstance(error, ValueError) and type(error).__module__.split(".")[0] in OWN_PACKAGES:
        return str(error)
    return unloadable(error)


def _given(error: Exception, typed: Sequence[str]) -> str:
    """What was typed for the option that an error is about, if it is about one."""
    names = getattr(getattr(error, "param", None), "opts", ())
    for word, following in zip(typed, [*typed[1:], ""], strict=True):
        if word in names:
            return f" (given: {word} {following})"
        if word.partition("=")[0] in names:
            return f" (given: {word})"
    return ""


def _fail(text: str, code: int) -> None:
    typer.echo(f"error: {' '.join(text.split())}", err=True)
    sys.exit(code)
