"""The page about training lists the data sets that there are."""

import re
from pathlib import Path

from attnbench.tasks.sources import SOURCES

DOCS = Path(__file__).parents[2] / "docs"


def test_every_data_set_is_in_the_table() -> None:
    text = (DOCS / "training.md").read_text(encoding="utf-8")
    table = text.partition("## Data")[2].partition("\n- ")[0]
    rows = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    names = [name for row in rows[1:] for name in re.findall("`(.+?)`", row)]
    assert names == [*SOURCES]
