"""A table format that a test adds is printed and written like our own."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from typer.testing import CliRunner

from attnbench.cli import main
from attnbench.cli.app import make_app
from attnbench.study import Study
from attnreport.tables.formats import FORMATS, TableFormat
from attnreport.tables.table import Table

TEXTS = {
    "compare": "Comparison of attention modules: 5 rows\n",
    "effects": "Differences from the baseline: 3 rows\n",
    "speed": "Speed and memory in one timing session: 5 rows\n",
}


def count(tables: Sequence[Table]) -> str:
    return "".join(f"{table.title}: {len(table.rows)} rows\n" for table in tables)


@pytest.fixture
def counting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Adds the format."""
    form = TableFormat(
        suffix="count", meaning="how many rows there are", render=count, holds_several=True
    )
    monkeypatch.setitem(FORMATS, "counts", form)


def run(*arguments: str) -> None:
    with pytest.raises(SystemExit) as end:
        main(list(arguments))
    assert end.value.code == 0


@pytest.mark.usefixtures("counting")
def test_it_is_printed_and_written(
    planted_study: Study, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = str(planted_study.folder)
    run("report", folder, "--format", "counts")
    assert capsys.readouterr().out == "".join(TEXTS.values())
    run("report", folder, "--format", "counts,csv", "--output", str(tmp_path / "out"))
    for name, text in TEXTS.items():
        assert (tmp_path / "out" / f"{name}.count").read_text(encoding="utf-8") == text


@pytest.mark.usefixtures("counting")
def test_every_command_that_prints_tables_offers_it() -> None:
    for command in ("compare", "ablate", "report", "solve", "reproduce", "history"):
        result = CliRunner().invoke(make_app(), [command, "--help"], env={"COLUMNS": "300"})
        assert "tex, counts" in result.output, command
