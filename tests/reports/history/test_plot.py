"""The plot has every row and step, and the same series give the same file."""

import io
import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal
from xml.etree import ElementTree as ET

import matplotlib as mpl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

import attnreport
from attnreport.history import plot
from attnreport.history.entry import Entry
from attnreport.history.figure import LARGEST, SMALLEST, Figure
from attnreport.history.plot import history_plot
from attnreport.history.series import series_of
from attnreport.history.steps import Stepped, stepped

MakeEntry = Callable[..., Entry]


def latency(value: float, row: str = "ema") -> Figure:
    return Figure(row=row, label=row.upper(), metric="latency", is_ratio=True, value=value)


def found_in(entries: Sequence[Entry]) -> list[Stepped]:
    return [stepped(series) for series in series_of(entries)]


def texts(svg: bytes) -> list[str]:
    """What is written in the picture, which draws its letters and names them in comments."""
    assert ET.fromstring(svg).tag.endswith("svg")
    return re.findall(r"<!-- (.*?) -->", svg.decode())


@pytest.fixture
def entries(make_entry: MakeEntry) -> list[Entry]:
    """A row that steps at the 7th run, and one that does not."""
    return [
        make_entry(run, [latency(1.1 if run < 6 else 1.2), latency(1.3, "eca")])
        for run in range(12)
    ]


def test_rows_steps_and_runs_are_named(entries: list[Entry]) -> None:
    written = texts(history_plot(found_in(entries), entries, form="svg"))
    assert {"Latency", "EMA", "ECA", "Run", "× baseline"} <= set(written)
    assert "006c0ff +9.1 %" in written
    assert {"2026-01-02", "000c0ff", "2026-01-13", "011c0ff"} <= set(written)


@pytest.mark.parametrize("form", ["png", "svg"])
def test_the_same_series_give_the_same_file_whatever_the_users_settings(
    form: Literal["png", "svg"], entries: list[Entry]
) -> None:
    drawn = history_plot(found_in(entries), entries, form=form)
    with mpl.rc_context({"font.size": 30, "figure.facecolor": "red", "svg.hashsalt": None}):
        assert history_plot(found_in(entries), entries, form=form) == drawn
        assert mpl.rcParams["font.size"] == 30
    assert b"<dc:date>" not in drawn


@pytest.mark.parametrize(("rows", "drawn"), [(1, 1), (3, 3), (8, 3)])
def test_a_picture_is_as_wide_as_a_page_and_grows_with_its_rows(
    make_entry: MakeEntry, monkeypatch: pytest.MonkeyPatch, rows: int, drawn: int
) -> None:
    monkeypatch.setattr(plot, "MOST_ROWS", 3)
    runs = [make_entry(0, [latency(1, f"row{row}") for row in range(rows)])]
    with Image.open(io.BytesIO(history_plot(found_in(runs), runs, form="png"))) as picture:
        assert picture.size == (1600, 220 + 250 * drawn)


def test_machines_are_told_apart_by_name(make_entry: MakeEntry) -> None:
    runs = [make_entry(run, [latency(1)], machine=name) for run, name in enumerate("ABAB")]
    alone = [make_entry(run, [latency(1)], machine="A") for run in range(4)]
    assert {"A", "B"} <= set(texts(history_plot(found_in(runs), runs, form="svg")))
    assert "A" not in texts(history_plot(found_in(alone), alone, form="svg"))


def test_ticks_do_not_overlap_however_many_runs_there_are(make_entry: MakeEntry) -> None:
    runs = [make_entry(run, [latency(1)]) for run in range(200)]
    written = texts(history_plot(found_in(runs), runs, form="svg"))
    assert len([text for text in written if text.startswith("2026-")]) == 7
    assert {"1", "200"} <= set(written)


def test_steps_too_dense_to_be_named_have_lines_alone(make_entry: MakeEntry) -> None:
    runs = [
        make_entry(run, [Figure(row="a", label="A", metric="params", value=run % 3)])
        for run in range(60)
    ]
    named = [t for t in texts(history_plot(found_in(runs), runs, form="svg")) if "c0ff +" in t]
    assert 4 <= len(named) < 30


def shown(value: float) -> float:
    """A value as it is read from a file."""
    return value if abs(value) >= SMALLEST else 0.0


@given(
    st.text(max_size=200),
    st.lists(st.floats(-LARGEST, LARGEST).map(shown), min_size=1, max_size=4),
    st.sampled_from(["params", "score", "latency", "memory"]),
)
@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_name_and_number_is_drawn(
    make_entry: MakeEntry, name: str, values: list[float], metric: str
) -> None:
    runs = [
        make_entry(
            run,
            [Figure(row=name, label=name, metric=metric, detail=name, value=value)],
            commit=name,
            machine=f"{name}{run % 2}",
        )
        for run, value in enumerate(values)
    ]
    assert texts(history_plot(found_in(runs), runs, form="svg"))


@pytest.mark.parametrize(
    "name", ["$\\frac{x}$ $", "<script>-->]]>", "日本\x00\x1b[31m", "\ud800", "=cmd()|\n::error::"]
)
def test_a_hostile_name_is_only_text(make_entry: MakeEntry, name: str) -> None:
    runs = [make_entry(0, [latency(1, name)], commit=name, machine=name)]
    runs.append(make_entry(1, [latency(1, name)], machine=name * 2))
    svg = history_plot(found_in(runs), runs, form="svg")
    assert not [item for item in ET.fromstring(svg).iter() if "script" in str(item.tag)]


def test_matplotlib_is_loaded_where_something_is_drawn_alone() -> None:
    code = "import sys, attnreport.history.plot; print('matplotlib' in sys.modules)"
    folder = Path(str(attnreport.__file__)).parents[1]
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=True
    )
    assert result.stdout == "False\n"
