"""A table's exact numbers as CSV and JSON."""

import csv
import io
import json
from math import isfinite
from typing import TYPE_CHECKING

from attnreport.tables.table import Table
from attnreport.text import printable

if TYPE_CHECKING:
    import pandas as pd

FORMULA_STARTS = ("=", "+", "-", "@")


def render_csv(table: Table) -> str:
    """One line a row; an apostrophe guards text that a spreadsheet would run as a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([_guard(str(name)) for name in table.frame.columns])
    for row in _rows(table.frame):
        writer.writerow([_guard(value) for value in row.values()])
    return out.getvalue()


def render_json(table: Table) -> str:
    """An object with title, answer, rows, notes and cautions."""
    content = {
        "title": table.title,
        **({"answer": table.lead} if table.lead else {}),
        "rows": _rows(table.frame),
        "notes": list(table.notes),
        "cautions": [
            {"row": about.row, "kind": about.caution.kind, "detail": about.caution.detail}
            for about in table.cautions
        ],
    }
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def _rows(frame: "pd.DataFrame") -> list[dict[str, object]]:
    return [
        {str(name): _value(value) for name, value in row.items()}
        for row in frame.astype(object).to_dict(orient="records")
    ]


def _value(value: object) -> object:
    """None for what is not a number; whole floats of counts as whole numbers."""
    if value is None or (isinstance(value, float) and not isfinite(value)):
        return None
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _guard(value: object) -> object:
    if not isinstance(value, str):
        return "" if value is None else value
    line = printable(value)
    return f"'{line}" if line.startswith(FORMULA_STARTS) else line
