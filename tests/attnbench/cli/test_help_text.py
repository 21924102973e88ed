"""Help breaks its lines where the terminal does, for every command."""

import inspect
from itertools import pairwise

import pytest
import typer
from typer.testing import CliRunner

from attnbench.cli import app
from attnbench.cli.commands import listing
from attnbench.cli.help_text import unwrap_help

COMMANDS = {
    "attnbench": [],
    **{str(each.name): [str(each.name)] for each in app.registered_commands},
    "list": ["list"],
    **{
        f"list {each.callback.__name__}": ["list", each.callback.__name__]
        for each in listing.app.registered_commands
        if each.callback is not None
    },
}
on_every_command = pytest.mark.parametrize("words", COMMANDS.values(), ids=COMMANDS)


def help_lines(words: list[str], width: int) -> list[str]:
    """What `--help` says between the usage and the options, at a terminal's width."""
    output = CliRunner().invoke(app, [*words, "--help"], env={"COLUMNS": str(width)}).output
    lines = [line.strip() for line in output.splitlines()]
    usage = next(number for number, line in enumerate(lines) if line.startswith("Usage:"))
    start = lines.index("", usage) + 1
    end = next(number for number, line in enumerate(lines) if line.startswith("╭"))
    return lines[start:end]


@on_every_command
@pytest.mark.parametrize("width", [60, 80, 100, 140])
def test_a_line_of_help_is_left_only_where_the_next_word_has_no_room(
    words: list[str], width: int
) -> None:
    for line, following in pairwise(help_lines(words, width)):
        if line and following:
            assert len(f"{line} {following.split()[0]}") > width - 2


def test_help_says_what_the_docstring_says() -> None:
    for each in app.registered_commands:
        assert each.callback is not None
        said = " ".join(help_lines([str(each.name)], 80)).split()
        assert said == (inspect.getdoc(each.callback) or "").split()


def test_paragraphs_stay_apart() -> None:
    toy = typer.Typer(rich_markup_mode="rich")

    @toy.command()
    def speak() -> None:
        """First
        line.

        Second
        line.
        """

    unwrap_help(toy)
    assert toy.registered_commands[0].help == "First line.\n\nSecond line."
