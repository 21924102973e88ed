"""An error about a parameter names the flag that the user typed."""

import pytest

from attnbench.cli.errors import naming_flags, refuse_beside, user_text
from attnbench.errors import NoMatch, UnknownName, WrongUse
from attnreport.comparison.budget import read_limit

FLAGS = {
    "seeds": "--seeds",
    "epochs": "--epochs",
    "max_params": "--max-params",
    "force": "--force",
    "file": "FILE",
}


def message_of(error: ValueError) -> str:
    try:
        with naming_flags(FLAGS):
            raise error
    except ValueError as named:
        return str(named)


def test_the_flag_stands_in_place_of_the_parameter() -> None:
    text = "must be at least 1 (got 0); to skip training use epochs=0, not lr=0"
    error = WrongUse(text, parameter="seeds")
    assert str(error) == f"seeds {text}"
    assert message_of(error) == (
        "--seeds must be at least 1 (got 0); to skip training use --epochs 0, not lr=0"
    )
    assert message_of(WrongUse("must exist", parameter="file")) == "FILE must exist"


def test_an_error_about_something_else_is_left_as_it_is() -> None:
    assert (
        message_of(WrongUse("must be above 0 (got 0)", parameter="lr"))
        == "lr must be above 0 (got 0)"
    )
    assert message_of(WrongUse("site=residual matches nothing")) == "site=residual matches nothing"
    unknown = UnknownName("row", "ema", ["eca"], "attnbench report --help")
    assert message_of(unknown) == str(unknown)
    with pytest.raises(ValueError, match="use epochs=0"), naming_flags(FLAGS):
        raise ValueError("a bug that says: use epochs=0")


def test_advice_names_flags_whatever_the_error_is_about() -> None:
    assert message_of(
        NoMatch("epochs=3 is too many; use epochs=0 or seeds=1, or pass force=True")
    ) == ("epochs=3 is too many; use --epochs 0 or --seeds 1, or pass --force")


def test_errors_of_reports_name_their_parameter_too() -> None:
    with pytest.raises(ValueError, match="few") as limit:
        read_limit("params", "few")
    assert message_of(limit.value).startswith("--max-params must be a multiple of the baseline's")


def test_options_that_another_one_settles_are_refused_by_their_flags() -> None:
    refuse_beside("seeds", [])
    with pytest.raises(WrongUse, match="seeds cannot be combined") as refusal:
        refuse_beside("seeds", ["max_params", "epochs"])
    assert message_of(refusal.value).startswith(
        "--seeds cannot be combined with --max-params, --epochs;"
    )


def test_only_our_errors_have_a_text_for_users() -> None:
    assert user_text(WrongUse("no")) == "no"
    assert user_text(ValueError("a bug")) is None
    assert user_text(ZeroDivisionError("a bug")) is None
