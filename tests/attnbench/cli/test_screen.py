"""An output that is no terminal is as wide as COLUMNS says, or as its content needs."""

import pytest

from attnbench.cli.screen import screen


@pytest.mark.usefixtures("capsys")
@pytest.mark.parametrize(
    ("columns", "width"), [("90", 90), ("", 300), ("0", 300), ("-5", 300), ("wide", 300)]
)
def test_columns_says_how_wide_a_pipe_is(
    columns: str, width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    assert screen(300).width == width


@pytest.mark.usefixtures("capsys")
def test_without_columns_a_pipe_is_as_wide_as_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    assert screen(300).width == 300
