"""The page on training lists every executor."""

from pathlib import Path

from attnbench.engine.executors.table import EXECUTORS

PAGE = Path(__file__).parents[2] / "docs" / "training.md"


def test_the_page_has_a_row_for_each_executor() -> None:
    rows = [line.strip() for line in PAGE.read_text().splitlines()]
    for kind in EXECUTORS.values():
        assert f"| `{kind.name}` | {kind.meaning} |" in rows
