"""Lines are added whole, whoever else writes, and what was torn is left out by name."""

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

import attnreport
from attnreport.history.entry import Entry, UnreadableHistory, dump
from attnreport.history.figure import Figure
from attnreport.history.journal import FILE, UnwritableHistory, append, read

MakeEntry = Callable[..., Entry]

WRITERS, LINES = 3, 25

WRITER = f"""
import sys
from dataclasses import replace
from pathlib import Path
from attnreport.history.figure import Figure
from attnreport.history.journal import append, read
folder, writer = Path(sys.argv[1]), sys.argv[2]
first = read(folder / "seed").entries[0]
for number in range({LINES}):
    figures = tuple(
        Figure(row=f"row {{row}}", label="x" * 50, metric="macs", value=float(number))
        for row in range(200)
    )
    append(folder, replace(first, name=f"{{writer}}-{{number}}", figures=figures))
"""


def test_runs_come_back_in_order_of_time(tmp_path: Path, make_entry: MakeEntry) -> None:
    runs = [make_entry(number) for number in (2, 0, 1)]
    for run in runs:
        append(tmp_path / "new" / "folder", run)
    assert read(tmp_path / "new" / "folder").entries == (runs[1], runs[2], runs[0])


def test_runs_of_one_moment_keep_the_order_of_the_file(
    tmp_path: Path, make_entry: MakeEntry
) -> None:
    for name in "cab":
        append(tmp_path, replace(make_entry(0), name=name))
    assert [entry.name for entry in read(tmp_path).entries] == ["c", "a", "b"]


def test_processes_that_write_at_once_tear_no_line(tmp_path: Path, make_entry: MakeEntry) -> None:
    append(tmp_path / "seed", make_entry(0))
    source = Path(str(attnreport.__file__)).parents[1]
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, str(tmp_path), str(number)],
            env={**os.environ, "PYTHONPATH": str(source)},
        )
        for number in range(WRITERS)
    ]
    assert [writer.wait(60) for writer in writers] == [0] * WRITERS
    journal = read(tmp_path)
    assert journal.left_out == ()
    names = [entry.name for entry in journal.entries]
    assert sorted(names) == sorted(f"{w}-{n}" for w in range(WRITERS) for n in range(LINES))


def test_a_torn_line_is_left_out_and_the_next_run_is_not_lost(
    tmp_path: Path, make_entry: MakeEntry
) -> None:
    append(tmp_path, make_entry(0))
    with (tmp_path / FILE).open("ab") as stream:
        stream.write(dump(make_entry(1))[:60])
    append(tmp_path, make_entry(2))
    journal = read(tmp_path)
    assert journal.entries == (make_entry(0), make_entry(2))
    (sentence,) = journal.left_out
    assert sentence.startswith(f"Left out: {tmp_path / FILE}, line 2 is damaged (")


def test_many_damaged_lines_are_counted(tmp_path: Path, make_entry: MakeEntry) -> None:
    append(tmp_path, make_entry(0))
    with (tmp_path / FILE).open("ab") as stream:
        stream.write(b"not JSON\n" * 9)
    sentences = read(tmp_path).left_out
    assert len(sentences) == 6
    assert sentences[-1] == "Left out: 4 more damaged lines."


def test_blank_lines_are_no_runs(tmp_path: Path, make_entry: MakeEntry) -> None:
    (tmp_path / FILE).write_bytes(b"\n\n" + dump(make_entry(0)) + b"\n \r\n")
    journal = read(tmp_path)
    assert (journal.entries, journal.left_out) == ((make_entry(0),), ())


def test_a_newer_line_refuses_the_whole_file(tmp_path: Path, make_entry: MakeEntry) -> None:
    append(tmp_path, make_entry(0))
    append(tmp_path, replace(make_entry(1), schema_version=9))
    with pytest.raises(UnreadableHistory, match=rf"{FILE}, line 2 has schema 9.* upgrade"):
        read(tmp_path)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (None, "holds no history: .* does not exist"),
        (b"", "the file is empty"),
        (b"\n\n", "the file is empty"),
        (b"{}\n", "line 1 is damaged"),
        (b"\xff\x00\n", "line 1 is damaged"),
    ],
)
def test_where_there_is_no_run_the_error_says_how_to_get_one(
    tmp_path: Path, content: bytes | None, reason: str
) -> None:
    if content is not None:
        (tmp_path / FILE).write_bytes(content)
    with pytest.raises(
        UnreadableHistory, match=rf"{reason}.*in which attnbench regress keeps a history"
    ):
        read(tmp_path)


def test_a_folder_that_is_a_file_is_refused(tmp_path: Path, make_entry: MakeEntry) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UnwritableHistory, match="name a folder that can be written"):
        append(tmp_path / "file", make_entry(0))
    with pytest.raises(UnreadableHistory, match="holds no history"):
        read(tmp_path / "file")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a disk that is full")
def test_a_full_disk_is_said(tmp_path: Path, make_entry: MakeEntry) -> None:
    (tmp_path / FILE).symlink_to("/dev/full")
    with pytest.raises(UnwritableHistory, match="No space left"):
        append(tmp_path, make_entry(0, [Figure(row="a", label="a", metric="params", value=1)]))
