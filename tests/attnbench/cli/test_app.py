"""Every command's help, examples and action, by one walk over the table of commands."""

import re
import shlex
from importlib import import_module
from itertools import pairwise
from typing import get_type_hints

import pytest
from typer.testing import CliRunner

from attnbench.cli import main
from attnbench.cli.app import make_app
from attnbench.cli.command import Command
from attnbench.cli.commands import COMMANDS, GROUPS, PROGRAM
from attnbench.cli.commands.compare import Compare
from attnbench.cli.expand import declared
from attnbench.cli.option import MACHINE, TRAINING, WHAT, Option
from attnbench.cli.options.plan import PlanOptions

on_every_command = pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.words)


def help_text(words: str, width: int = 100) -> str:
    arguments = [*words.split(), "--help"]
    app = make_app(arguments)
    return CliRunner().invoke(app, arguments, env={"COLUMNS": str(width)}).output


@pytest.mark.parametrize("words", ["", *GROUPS])
def test_help_is_the_same_where_commands_that_are_not_typed_have_no_options(words: str) -> None:
    whole = CliRunner().invoke(make_app(), [*words.split(), "--help"], env={"COLUMNS": "100"})
    assert help_text(words) == whole.output


@pytest.mark.parametrize("words", ["compare --see", "list modules --fam"])
def test_a_shell_completes_options_of_every_command(
    words: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("_ATTNBENCH_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", f"attnbench {words}")
    monkeypatch.setenv("COMP_CWORD", str(len(words.split())))
    with pytest.raises(SystemExit):
        main([])
    assert capsys.readouterr().out.startswith(words.rsplit(maxsplit=1)[-1])


@on_every_command
def test_a_command_has_an_action_that_takes_its_request(command: Command) -> None:
    hints = get_type_hints(import_module(command.action).run)
    assert hints == {"request": command.request, "return": type(None)}


@on_every_command
def test_its_help_says_all_and_breaks_lines_where_the_terminal_does(command: Command) -> None:
    for width in (60, 100):
        lines = [line.strip() for line in help_text(command.words, width).splitlines()]
        usage = next(number for number, line in enumerate(lines) if line.startswith("Usage:"))
        end = next(number for number, line in enumerate(lines) if line.startswith("╭"))
        paragraph = lines[usage + 2 : end]
        assert " ".join(paragraph).split() == command.help.split()
        for line, following in pairwise(paragraph):
            if line and following:
                assert len(f"{line} {following.split()[0]}") > width - 2


@on_every_command
def test_its_options_are_documented_in_sentences(command: Command) -> None:
    text = help_text(command.words, 200)
    for option in declared(command.request):
        assert option.flag.lower() in text.lower()
        words = option.declaration.help
        words = words() if callable(words) else words
        assert words[0].isupper() or not words[0].isalpha() or ":" in words or "," in words
        assert words.endswith(".")
        is_plain = isinstance(option.declaration, Option)
        assert not is_plain or option.flag == f"--{option.field.name.replace('_', '-')}"


@on_every_command
def test_its_examples_are_read_without_complaint(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What an example asks for is not done; every option of it must be one, and be readable."""
    words = [shlex.split(example.partition(" > ")[0]) for example in command.examples]
    assert words
    requests: list[object] = []
    for other in COMMANDS:
        action = import_module(other.action)
        monkeypatch.setattr(action, "run", requests.append)
    for first, *arguments in words:
        assert first == "attnbench"
        with pytest.raises(SystemExit) as end:
            main(arguments)
        assert end.value.code == 0
    assert len(requests) == len(words)
    assert type(requests[-1]) is command.request
    for request, line in zip(requests, words, strict=True):
        invocation = getattr(request, "invocation", None)
        assert invocation is None or invocation.command == shlex.join(line)
    shown = " ".join(help_text(command.words, 200).split())
    assert all(" ".join(example.split()) in shown for example in command.examples)


@pytest.mark.parametrize("words", ["", *GROUPS])
def test_the_help_of_a_group_has_examples_that_work(
    words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    group = GROUPS[words] if words else PROGRAM
    requests: list[object] = []
    for command in COMMANDS:
        monkeypatch.setattr(import_module(command.action), "run", requests.append)
    shown = help_text(words, 200)
    for example in group.examples:
        assert example in shown
        with pytest.raises(SystemExit) as end:
            main(shlex.split(example)[1:])
        assert end.value.code == 0
    helped = [example for example in group.examples if example.endswith("--help")]
    assert len(requests) == len(group.examples) - len(helped) > 0


@pytest.mark.parametrize("words", sorted({"", *GROUPS, *(command.words for command in COMMANDS)}))
def test_a_flag_stands_without_a_type(words: str) -> None:
    shown = help_text(words, 200)
    assert re.search(r"--help +-h +Show this message and exit\.", shown)
    assert "<bool>" not in shown


@pytest.mark.parametrize("words", sorted({"", *GROUPS} - {command.words for command in COMMANDS}))
def test_without_a_command_the_help_is_shown(
    words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as end:
        main(words.split())
    assert end.value.code == 0
    out, err = capsys.readouterr()
    assert "Usage: attnbench" in out
    assert err == ""


def test_a_stored_plan_leaves_of_network_data_and_machine_the_options_that_the_help_names() -> None:
    settled = {"--modules", "--plan", *(option.flag for option in declared(PlanOptions))}
    beside = [
        option.flag
        for option in declared(Compare)
        if isinstance(option.declaration, Option)
        and option.declaration.panel in (WHAT, TRAINING, MACHINE)
        and option.flag not in settled
    ]
    text = " ".join(help_text("compare", 200).replace("│", " ").split())
    assert f"training and machine, except {' and '.join(beside)}." in text
