"""Every option that reads its text refuses a wrong one in a line that begins with its flag."""

from dataclasses import MISSING

import pytest

from attnbench.cli import main
from attnbench.cli.command import Command
from attnbench.cli.commands import COMMANDS
from attnbench.cli.expand import Declared, declared
from attnbench.cli.option import Argument, Option
from attnbench.cli.readers import OBJECT


def required(command: Command, but: str) -> list[str]:
    """Words for the fields that have no default."""
    words: list[str] = []
    for option in declared(command.request):
        has_default = (option.field.default, option.field.default_factory) != (MISSING, MISSING)
        if has_default or option.field.name == but:
            continue
        is_number = isinstance(option.declaration, Option) and option.declaration.read is not None
        value = "1" if is_number else "x"
        words += [value] if isinstance(option.declaration, Argument) else [option.flag, value]
    return words


def read_options() -> list[tuple[Command, Declared]]:
    """Each option that reads its text, with one of the commands that share it."""
    by_declaration: dict[int, tuple[Command, Declared]] = {}
    for command in COMMANDS:
        for option in declared(command.request):
            # What Python code may pass as an object is read by what uses it.
            if isinstance(option.declaration, Option) and option.declaration.read not in (
                None,
                OBJECT,
            ):
                by_declaration.setdefault(id(option.declaration), (command, option))
    return list(by_declaration.values())


def test_a_wrong_text_is_one_line_that_begins_with_the_flag(
    capsys: pytest.CaptureFixture[str],
) -> None:
    options = read_options()
    assert {command.words for command, _ in options} >= {"compare", "history", "check", "solve"}
    for command, option in options:
        assert isinstance(option.declaration, Option)
        assert option.declaration.read is not None
        is_number = option.declaration.read.metavar in ("N", "NUMBER")
        for text in (",", "", *(["-1"] if is_number else [])):
            words = [*command.words.split(), *required(command, option.field.name)]
            with pytest.raises(SystemExit) as end:
                main([*words, option.flag, text])
            out, err = capsys.readouterr()
            assert (end.value.code, out, err.count("\n")) == (2, "", 1), (words, option.flag, text)
            assert err.startswith(f"error: {option.flag} must "), err
            assert err.endswith(f"(got {text!r})\n" if text != "-1" else "(got -1)\n"), err
