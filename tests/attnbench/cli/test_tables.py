"""Tables are shown on the console, and their other formats are printed or written."""

from pathlib import Path

import pandas as pd
import pytest

from attnbench.cli import tables
from attnreport.tables.column import word_column
from attnreport.tables.marks import marked_column
from attnreport.tables.table import Table

MADE = {
    "mine": Table(
        title="Mine",
        columns=(word_column("Method", ["SE"]),),
        notes=(),
        frame=pd.DataFrame({"method": ["SE"]}),
    )
}


def test_without_a_folder_every_format_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    tables.give(MADE, ["console", "csv"], None)
    out, _ = capsys.readouterr()
    assert "Mine" in out
    assert out.endswith("method\nSE\n")


def test_with_a_folder_the_console_is_shown_and_the_others_are_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tables.give(MADE, ["console", "csv"], tmp_path)
    out, err = capsys.readouterr()
    assert "Mine" in out
    assert "method\nSE" not in out
    assert err == f"wrote {tmp_path / 'mine.csv'}\n"
    assert [file.name for file in tmp_path.iterdir()] == ["mine.csv"]


def test_without_the_console_a_folder_leaves_the_output_empty(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tables.give(MADE, ["csv"], tmp_path)
    assert capsys.readouterr().out == ""


def test_a_table_in_a_pipe_keeps_to_columns(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    names = tuple(word_column(f"Column {number}", ["value"]) for number in range(9))
    wide = Table(title="Wide", columns=names, notes=(), frame=pd.DataFrame())
    for columns, is_split in (("60", True), ("200", False)):
        monkeypatch.setenv("COLUMNS", columns)
        tables.show({"wide": wide})
        lines = capsys.readouterr().out.splitlines()
        assert max(map(len, lines)) <= int(columns)
        assert (sum(line.startswith("┏") for line in lines) > 1) is is_split


def test_in_a_pipe_a_star_stands_for_bold(capsys: pytest.CaptureFixture[str]) -> None:
    best = marked_column("Size", ["12", "34"], [True, False], basis="by value")
    tables.show({"best": Table(title="Best", columns=(best,), notes=(), frame=pd.DataFrame())})
    out = capsys.readouterr().out
    assert "│  *12 │" in out
    assert out.endswith("- * stands for bold.\n")
