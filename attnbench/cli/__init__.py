"""The command line: reads what was typed, calls the library, prints. Starts without torch."""

import shlex
import sys
from collections.abc import Sequence

import typer

from attnbench import launcher
from attnbench.cli import streams
from attnbench.cli.app import make_app
from attnbench.cli.errors import user_text
from attnbench.cli.interruption import INTERRUPTED, stopped_text

WRONG = 2
"""Exit code of what cannot be carried out."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command; wrong use is one `error:` line and exit code 2.

    Args:
        arguments: What was typed after `attnbench`; by default what this process was started with.
    """
    if launcher.is_superfluous():
        sys.exit(0)
    launcher.take_over()
    streams.spell_out()
    typed = list(sys.argv[1:] if arguments is None else arguments)
    code: object = 0
    try:
        code = make_app(typed)(
            typed,
            prog_name="attnbench",
            standalone_mode=False,
            obj=shlex.join(["attnbench", *typed]),
        )
        streams.flush()
    except (KeyboardInterrupt, typer.Abort) as stop:
        typer.echo(stopped_text(stop), err=True)
        code = INTERRUPTED
    except BrokenPipeError:
        # Whoever read the output has seen enough.
        streams.drop()
        code = 0
    except Exception as error:
        if isinstance(error, OSError) and error.errno in streams.FULL:
            streams.drop()
        text = user_text(error)
        if text is None:
            raise
        typer.echo(f"error: {' '.join(text.split())}", err=True)
        code = WRONG
    sys.exit(code if isinstance(code, int) else 0)
