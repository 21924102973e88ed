"""A request is declared once: its fields are the options, and the action gets one of them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Annotated

import pytest
import typer
from typer.testing import CliRunner, Result

from attnbench.cli.expand import callback_of, declared
from attnbench.cli.option import OUTPUT, WHAT, Argument, Invocation, Option
from attnbench.cli.readers import SEEDS, whole


@dataclass(frozen=True, kw_only=True)
class Size:
    width: Annotated[int, Option("How wide.", panel=WHAT, read=whole(at_least=1))] = 2
    seeds: Annotated[tuple[int, ...], Option("Which [seeds].", panel=WHAT, read=SEEDS)] = (0, 1)


@dataclass(frozen=True, kw_only=True)
class Draw:
    name: Annotated[str, Argument(lambda: "What to draw.", names=lambda: ["box", "ball"])]
    size: Size = field(default_factory=Size)
    with_border: Annotated[bool, Option("Add a border.", panel=OUTPUT)] = False
    layers: Annotated[list[str], Option("Layers.", panel=OUTPUT)] = field(default_factory=list)
    invocation: Invocation


Run = Callable[..., Result]


@pytest.fixture
def drawn() -> list[Draw]:
    return []


@pytest.fixture
def run(drawn: list[Draw]) -> Run:
    app = typer.Typer(rich_markup_mode="rich")
    app.command()(callback_of(Draw, "What to draw", drawn.append))

    def invoke(*arguments: str) -> Result:
        return CliRunner().invoke(app, arguments, obj="draw it", env={"COLUMNS": "100"})

    return invoke


def test_the_action_gets_a_request_of_read_values(run: Run, drawn: list[Draw]) -> None:
    result = run("box", "--seeds", "3", "--layers", "a", "--layers", "b", "--with-border")
    assert result.exit_code == 0
    assert drawn == [
        Draw(
            name="box",
            size=Size(seeds=(0, 1, 2)),
            with_border=True,
            layers=["a", "b"],
            invocation=Invocation(
                command="draw it", typed=("name", "seeds", "with_border", "layers")
            ),
        )
    ]


def test_what_is_not_typed_has_the_fields_default(run: Run, drawn: list[Draw]) -> None:
    run("ball")
    assert drawn == [Draw(name="ball", invocation=Invocation(command="draw it", typed=("name",)))]


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (("--width", "0"), "--width must be at least 1 (got 0)"),
        (("--width", "wide"), "--width must be a whole number (got 'wide')"),
        (("--seeds", "0"), "--seeds must be at least 1 (got 0); to skip training use epochs=0"),
    ],
)
def test_a_text_that_cannot_be_read_names_its_flag(
    arguments: tuple[str, ...], text: str, run: Run, drawn: list[Draw]
) -> None:
    assert str(run("box", *arguments).exception) == text
    assert drawn == []


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (("--width", "--seeds"), "--width needs a value, got the option --seeds"),
        (("--layers", "--with-border"), "--layers needs a value, got the option --with-border"),
        (("--seeds", "--width=3"), "--seeds needs a value, got the option --width=3"),
    ],
)
def test_an_option_is_not_taken_for_the_value_of_another(
    arguments: tuple[str, ...], text: str, run: Run, drawn: list[Draw]
) -> None:
    result = run("box", *arguments)
    assert text in f"{result.exception} {result.output}"
    assert drawn == []


def test_help_shows_the_panels_in_order_and_the_defaults_as_they_are_typed(run: Run) -> None:
    text = run("--help").output
    words = ("What to draw.", "─ What to draw ─", "--width", "--seeds", "─ Output ─", "--layers")
    places = [text.index(word) for word in words]
    assert places == sorted(places)
    assert "How wide. [default: 2]" in text
    assert "Which [seeds]. [default: 2]" in text


def test_each_field_knows_what_is_typed_for_it() -> None:
    flags = {option.field.name: option.flag for option in declared(Draw)}
    assert flags == {
        "name": "NAME",
        "width": "--width",
        "seeds": "--seeds",
        "with_border": "--with-border",
        "layers": "--layers",
    }
