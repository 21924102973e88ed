"""A command that gathers options takes each of them, and sees them as one."""

from dataclasses import dataclass
from typing import Annotated

import typer
from typer.testing import CliRunner

from attnbench.cli.gathered import gathers


@dataclass(frozen=True, kw_only=True)
class Size:
    """What is shared."""

    width: Annotated[int, typer.Option(min=1, help="How wide.")]
    unit: str = "px"


def _app() -> typer.Typer:
    app = typer.Typer()

    @app.command()
    @gathers(Size)
    def draw(name: str = "box", *, size: Size, bold: bool = False) -> None:
        """Draw it."""
        typer.echo(f"{name} {size} {bold}")

    return app


def test_every_field_is_an_option_with_its_type_and_default() -> None:
    done = CliRunner().invoke(_app(), ["--width", "3", "--bold"])
    assert done.output == "box Size(width=3, unit='px') True\n"


def test_a_field_without_default_is_required_and_a_bad_value_refused() -> None:
    assert CliRunner().invoke(_app(), []).exit_code == 2
    assert CliRunner().invoke(_app(), ["--width", "0"]).exit_code == 2


def test_help_has_the_commands_own_text_and_the_options_in_their_places() -> None:
    text = CliRunner().invoke(_app(), ["--help"]).output
    assert "Draw it." in text
    order = [text.index(word) for word in ("--name", "--width", "--unit", "--bold")]
    assert order == sorted(order)
    assert "How wide." in text
