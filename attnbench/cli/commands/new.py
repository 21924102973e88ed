"""`attnbench new`: a starting file with its test."""

from pathlib import Path
from typing import Annotated

import typer

from attnbench.errors import WrongUse

EXAMPLES = """
[bold]Examples[/bold]

  attnbench new my_attention

  attnbench new strip_gate --output research/modules
"""


def new(
    name: Annotated[
        str, typer.Argument(help="Of the file, in small letters; my_attention has MyAttention.")
    ],
    output: Annotated[Path, typer.Option(help="Folder for the two files.")] = Path(),
) -> None:
    """Write a small attention module that works, and its test; overwrites nothing."""
    from attnbench.own.starting import class_name, starting_files  # noqa: PLC0415

    texts = starting_files(name, output)
    for path, text in texts.items():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("x", encoding="utf-8") as file:
                file.write(text)
        except OSError as error:
            raise WrongUse(
                f"cannot write {path}: {error.strerror}; name a folder with --output"
            ) from error
        typer.echo(f"wrote {path}", err=True)
    module, test = texts
    address = f"{module}:{class_name(name)}"
    typer.echo(
        "Next, write your idea into it; then:\n"
        f"  attnbench check {address}\n"
        f"  pytest {test}\n"
        f"  attnbench compare --modules {address},se,eca"
    )
