"""`attnbench history` names the first run after a step."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PIL import Image

from attnbench.cli import main
from attnreport.history.entry import Entry
from attnreport.history.figure import Figure
from attnreport.history.journal import FILE, append

RUNS, STEP = 20, 12


def figure(row: str, metric: str, value: float, detail: str = "") -> Figure:
    return Figure(row=row, label=row, metric=metric, detail=detail, value=value)


def run_of(number: int) -> Entry:
    slow = 1.1 if number >= STEP else 1.0
    rows = ("baseline", "ema", "ema(groups=16,cross_spatial=off)")
    return Entry(
        at=datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=number),
        commit=f"{number:02d}abcdef",
        name="main",
        machine="AMD, 2 cores, 1 thread",
        machine_digest="0a1b",
        verdict=None,
        figures=(
            *(figure(row, "params", 100) for row in rows),
            *(figure(row, "macs", 100, "torch") for row in rows),
            *(figure(row, "latency", slow if row == "ema" else 1.0) for row in rows),
        ),
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for number in range(RUNS):
        append(tmp_path / "history", run_of(number))
    return tmp_path / "history"


def run(arguments: Sequence[object], capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as stopped:
        main(["history", *map(str, arguments)])
    captured = capsys.readouterr()
    assert isinstance(stopped.value.code, int)
    return stopped.value.code, captured.out, captured.err


def test_the_first_run_after_a_step_is_named(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = run([folder], capsys)
    assert (code, err) == (0, "")
    assert out.startswith("1 change in 9 series of 20 runs\n")
    assert "12abcde, 2026-01-13 (run 13)" in out
    assert "+10.0 %, worse" in out


def test_no_step_is_one_sentence(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run([folder, "--rows", "baseline", "--last", 8], capsys)
    assert code == 0
    assert out.startswith("No change in 3 series of 8 runs\n- ")
    assert "Left out: 12 older runs; --last 20 shows them too." in out


def test_rows_metrics_and_days_are_chosen(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    chosen = ["--rows", "ema,ema(groups=16,cross_spatial=off)", "--metrics", "latency"]
    code, out, _ = run([folder, *chosen, "--since", "2026-01-10"], capsys)
    assert code == 0
    assert out.startswith("1 change in 2 series of 11 runs\n")


def test_a_larger_least_step_finds_none(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([folder, "--minimum", "10.5%"], capsys)[1].startswith("No change")


def test_output_has_the_table_and_a_picture_of_each_metric(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = run([folder, "--output", tmp_path / "out"], capsys)
    assert code == 0
    assert "1 change" in out
    names = ["history", "history-params", "history-macs-torch", "history-latency"]
    expected = {
        f"{name}.{form}"
        for name in names
        for form in (["md", "csv", "json", "tex"] if name == "history" else ["png", "svg"])
    }
    assert {file.name for file in (tmp_path / "out").iterdir()} == expected
    assert [line for line in err.splitlines() if "history-" not in line] == [
        f"wrote {tmp_path / 'out'}: 4 files (md, csv, json, tex)"
    ]
    assert err.count("wrote ") == 1 + sum("history-" in name for name in expected)
    with Image.open(tmp_path / "out" / "history-latency.png") as picture:
        assert picture.width == 1600
    assert [file.name for file in folder.iterdir()] == [FILE]


def test_a_detail_that_is_no_file_name_is_written_all_the_same(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    figures = [figure("a", "macs", 1, detail) for detail in ("../../x", "..\\..\\x", "", "\x00")]
    append(tmp_path, replace(run_of(0), figures=tuple(figures)))
    code, _, _ = run([tmp_path, "--format", "png", "--output", tmp_path / "out"], capsys)
    assert code == 0
    names = sorted(file.name for file in (tmp_path / "out").iterdir())
    assert len(names) == 4
    assert all(name.startswith("history-macs") for name in names)


def test_json_is_one_document(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run([folder, "--format", "json"], capsys)
    (step,) = json.loads(out)["rows"]
    assert (step["row"], step["metric"], step["run"]) == ("ema", "latency", STEP + 1)


def test_a_damaged_line_is_left_out_with_its_number(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with (folder / FILE).open("ab") as stream:
        stream.write(b'{"torn')
    code, out, _ = run([folder, "--format", "md"], capsys)
    assert code == 0
    assert f"line {RUNS + 1} is damaged" in out


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["--since", "tomorrow"], "--since must be a day such as 2026-01-31 (got 'tomorrow')"),
        (["--since", "2027-01-01"], "a day before the newest of 20 runs, 2026-01-20 (got 2027"),
        (["--rows", "emma"], "unknown row 'emma'; did you mean 'ema'"),
        (["--metrics", "lateny"], "unknown metric 'lateny'; did you mean 'latency'"),
        (["--metrics", "memory"], "they have: params, macs, latency; name other"),
        (["--minimum", "3"], "--minimum must be between 0% and 1000%"),
        (["--minimum", "nan%"], "0.5% (got 'nan%')"),
        (["--format", "png"], "--format includes pictures, which are files; add --output"),
        (["--format", "pdf"], "--format must be some of console, md"),
        (["--last", "0"], "--last"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_wrong_use_is_one_line(
    folder: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], reason: str
) -> None:
    code, out, err = run([folder, *arguments], capsys)
    assert (code, out) == (2, "")
    assert err.startswith("error: ")
    assert err.count("\n") == 1
    assert reason in err


def test_a_folder_without_a_history_says_how_to_make_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _, err = run([tmp_path / "none"], capsys)
    assert code == 2
    assert "holds no history" in err
    assert "in which attnbench regress keeps a history" in err


def test_a_newer_schema_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / FILE).write_text('{"schema_version": 99}\n', encoding="utf-8")
    code, _, err = run([tmp_path], capsys)
    assert code == 2
    assert "line 1 has schema 99, newer than this attnbench's" in err
