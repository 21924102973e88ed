"""Write a starting file with its test."""

import typer

from attnbench.cli.commands.new import New
from attnbench.errors import WrongUse
from attnbench.own.starting import class_name, starting_files


def run(request: New) -> None:
    """Write the two files and say what to do next.

    Raises:
        WrongUse: if one exists or cannot be written.
    """
    texts = starting_files(request.name, request.output)
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
    address = f"{module}:{class_name(request.name)}"
    typer.echo(
        "Next, replace its forward pass with your idea; then:\n"
        f"  attnbench check {address}\n"
        f"  pytest {test}\n"
        f"  attnbench compare --modules {address},se,eca"
    )
