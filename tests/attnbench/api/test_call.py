"""A call in Python becomes the request that the command line would have made."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

import pytest

import attnbench
from attnbench.api.function import function_of
from attnbench.cli.feedback import QUIET, SHOWN, Feedback
from attnbench.cli.option import OUTPUT, UNTYPED, WHAT, Argument, Invocation, Option
from attnbench.cli.readers import MAP, NAMES, OBJECT, SEEDS, number, whole
from attnbench.errors import UnknownName, WrongUse


@dataclass(frozen=True, kw_only=True)
class Size:
    width: Annotated[int | None, Option("How wide.", panel=WHAT, read=whole(at_least=1))] = None
    seeds: Annotated[tuple[int, ...], Option("Seeds; see --width.", read=SEEDS)] = (0, 1)
    map: Annotated[tuple[int, int], Option("Map.", read=MAP)] = (16, 16)
    share: Annotated[float, Option("Share.", read=number(at_least=0))] = 0.5


@dataclass(frozen=True, kw_only=True)
class Draw:
    name: Annotated[str | Callable[..., object], Argument("What to draw.", read=OBJECT)]
    size: Size = field(default_factory=Size)
    with_border: Annotated[bool, Option("Add a border.", panel=OUTPUT)] = False
    layers: Annotated[list[str], Option("Layers.", panel=OUTPUT)] = field(default_factory=list)
    only: Annotated[tuple[str, ...], Option("Some.", read=NAMES)] = ()
    folder: Annotated[Path | None, Option("Where.")] = None
    study: Annotated[str | None, Option("Which.")] = None
    format: Annotated[str, Option("How.")] = "console"
    invocation: Invocation = UNTYPED


@function_of(Draw, "name", "study")
def draw(request: Draw, feedback: Feedback) -> tuple[Draw, Feedback]:
    """Draw it.

    Returns:
        What was asked for.
    """
    if request.name == "fail":
        raise WrongUse("pass --with-border, or type attnbench draw --width 3; --other stays")
    return request, feedback


def drawn(*positional: object, **named: object) -> Draw:
    return draw(*positional, **named)[0]


@pytest.mark.parametrize(
    ("name", "value", "wanted"),
    [
        ("seeds", 3, (0, 1, 2)),
        ("seeds", "5,", (5,)),
        ("seeds", [0, 2], (0, 2)),
        ("seeds", range(2, 4), (2, 3)),
        ("width", 7, 7),
        ("width", "7", 7),
        ("map", "7x13", (7, 13)),
        ("map", (7, 13), (7, 13)),
        ("share", 0.1234567891, 0.1234567891),
        ("share", 1, 1),
    ],
)
def test_values_are_taken_as_they_are_and_texts_are_read(
    name: str, value: object, wanted: object
) -> None:
    assert getattr(drawn("box", **{name: value}).size, name) == wanted


@pytest.mark.parametrize(
    ("name", "value", "wanted"),
    [
        ("with_border", True, True),
        ("with_border", "on", True),
        ("layers", "a", ["a"]),
        ("layers", ("a", "b"), ["a", "b"]),
        ("only", {"odd"}, ("odd",)),
        ("only", (), ()),
        ("folder", "here", Path("here")),
        ("folder", Path("here"), Path("here")),
        ("study", Path("here"), "here"),
        ("study", None, None),
        ("study", ["a", 16, True], "a,16,on"),
    ],
)
def test_options_without_numbers_take_what_python_code_has(
    name: str, value: object, wanted: object
) -> None:
    assert getattr(drawn("box", **{name: value}), name) == wanted


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("seeds", "x", r"seeds must be a number of seeds, 3, or a list of seeds, 0,1,2 \(got 'x'"),
        ("seeds", 0, r"seeds must be at least 1 \(got 0\); to skip training use epochs=0"),
        ("seeds", (), "seeds must be at least 1"),
        ("seeds", (0, None), r"seeds must be a number of seeds"),
        ("seeds", 1.5, r"seeds must be a number of seeds, .*\(got '1.5'\)"),
        ("width", 0, r"width must be at least 1 \(got 0\)"),
        ("width", True, r"width must be a whole number \(got 'True'\)"),
        ("width", [7], r"width must be a whole number"),
        ("width", object, r"width must be a whole number"),
        ("share", "much", r"share must be a number \(got 'much'\)"),
        ("only", "", r"only must name at least one \(got ''\)"),
        ("with_border", "perhaps", r"with_border must be True or False \(got 'perhaps'\)"),
        ("with_border", 1, r"with_border must be True or False \(got 1\)"),
        ("layers", 5, r"layers must be text \(got 5\)"),
        ("folder", 5, r"folder must be a path \(got 5\)"),
        ("study", 5, r"study must be text \(got 5\)"),
        ("study", [None], r"study must be text \(got \[None\]\)"),
        ("progress", "no", r"progress must be True or False \(got 'no'\)"),
    ],
)
def test_a_wrong_value_names_the_parameter(name: str, value: object, reason: str) -> None:
    with pytest.raises(WrongUse, match=f"^{reason}"):
        draw("box", **{name: value})


@pytest.mark.parametrize(
    ("positional", "named", "reason"),
    [
        ((), {}, r"name must be given; see: help\(attnbench.draw\)"),
        (("a", "b", "c"), {}, r"draw takes only name and study by position \(got 3 values\)"),
        (("a",), {"name": "b"}, "name is given twice"),
        (("a",), {"widt": 3}, "unknown parameter of draw 'widt'; did you mean 'width'?"),
        (("a",), {"format": "md"}, "unknown parameter of draw 'format'"),
        (("a",), {"invocation": "x"}, "unknown parameter of draw 'invocation'"),
    ],
)
def test_a_wrong_call_says_how_to_call(
    positional: tuple[object, ...], named: dict[str, object], reason: str
) -> None:
    with pytest.raises(WrongUse, match=f"^{reason}"):
        draw(*positional, **named)


def test_the_request_knows_the_call_and_what_was_given() -> None:
    invocation = drawn("box", width=3, seeds=(0, 1), with_border=None).invocation
    assert invocation == Invocation(
        command="attnbench.draw('box', width=3, seeds=(0, 1), with_border=None)",
        typed=("name", "width", "seeds"),
    )


def test_an_object_is_passed_on() -> None:
    assert drawn(Size).name is Size


def test_an_error_names_the_parameter_and_not_the_flag() -> None:
    with pytest.raises(WrongUse) as failure:
        draw("fail")
    text = "pass with_border, or type attnbench draw --width 3; --other stays"
    assert str(failure.value) == text


def test_an_error_without_a_flag_stays_what_it_is() -> None:
    with pytest.raises(UnknownName):
        draw("box", sidth=2)


def test_progress_is_shown_unless_it_is_turned_off() -> None:
    assert draw("box")[1] is SHOWN
    assert draw("box", progress=False)[1] is QUIET


def test_help_shows_every_option_with_its_default() -> None:
    signature = inspect.signature(draw)
    shown = [f"{p.name}={p.default}" for p in signature.parameters.values()]
    assert shown == [
        f"name={inspect.Parameter.empty}",
        *("study=None", "width=None", "seeds=(0, 1)", "map=(16, 16)", "share=0.5"),
        *("with_border=False", "layers=()", "only=()", "folder=None", "progress=True"),
    ]
    kinds: list[Any] = [p.kind for p in signature.parameters.values()]
    assert kinds[1:3] == [inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY]
    assert signature.parameters["name"].annotation is inspect.Parameter.empty
    assert signature.parameters["with_border"].annotation is bool


def test_help_says_what_each_parameter_means_before_what_comes_back() -> None:
    text = inspect.getdoc(draw) or ""
    assert text.startswith("Draw it.\n\nArgs:\n    name: What to draw.\n")
    assert "    seeds: Seeds; see width.\n" in text
    assert text.endswith("standard error.\n\nReturns:\n    What was asked for.")
    assert max(map(len, (inspect.getdoc(attnbench.compare) or "").splitlines())) <= 100
