"""Whatever takes the output, nothing is lost: not for a letter, and not for a full disk."""

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from attnbench.cli import main
from attnbench.cli.streams import HANDLER, SPELLING, spell_out
from attnbench.study import Study


def run_process(
    *arguments: str, stdout: "io.BufferedWriter | int" = subprocess.PIPE, **environment: str
) -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run(
        [sys.executable, "-m", "attnbench", *arguments],
        stdout=stdout,
        stderr=subprocess.PIPE,
        check=False,
        env={**os.environ, **environment},
    )


@pytest.mark.parametrize("encoding", ["ascii", "cp437", "cp932", "latin-1", "utf-8"])
def test_every_encoding_takes_the_tables(
    encoding: str, planted_study: Study, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    printed = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(printed, encoding=encoding))
    output = ("--format", "console,md", "--output", str(tmp_path / "out"))
    with pytest.raises(SystemExit) as end:
        main(["report", str(planted_study.folder), *output])
    assert not end.value.code
    text = printed.getvalue().decode(encoding)
    assert ("80.70 ± 0.20" in text) == (encoding != "ascii")
    assert "80.70 ± 0.20" in text or "80.70 +- 0.20" in text
    assert "80.70 ± 0.20" in (tmp_path / "out" / "compare.md").read_text(encoding="utf-8")


def test_a_letter_without_a_spelling_is_escaped() -> None:
    spell_out()
    assert "größe 2×3".encode("ascii", HANDLER) == rb"gr\xf6\xdfe 2x3"
    with pytest.raises(UnicodeDecodeError):
        b"\xff".decode("ascii", HANDLER)


def test_no_spelling_needs_more_than_ascii() -> None:
    assert all(spelling.isascii() for spelling in SPELLING.values())


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no full device")
def test_output_that_cannot_be_written_is_one_line_of_error(planted_study: Study) -> None:
    for arguments in (("--version",), ("report", str(planted_study.folder), "--format", "md")):
        with Path("/dev/full").open("wb") as full:
            done = run_process(*arguments, stdout=full)
        assert done.returncode == 2
        assert done.stderr.decode().splitlines() == [
            "error: cannot write: No space left on device; make room or write elsewhere, and run "
            "the same command again: what was measured is kept"
        ]


def test_a_locale_of_ascii_alone_gets_the_table(planted_study: Study) -> None:
    done = run_process(
        "report", str(planted_study.folder), LC_ALL="C", PYTHONIOENCODING="ascii", PYTHONUTF8="0"
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"+- 0.20" in done.stdout
