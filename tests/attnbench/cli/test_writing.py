"""Files of a command are written into every folder, and each is named."""

from pathlib import Path

import pytest

from attnbench.cli.writing import write_pictures, write_text, write_texts
from attnbench.errors import WrongUse


def test_pictures_go_into_every_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folders = [tmp_path / "one", tmp_path / "two"]
    assert write_pictures(iter([("a.png", b"a"), ("b.png", b"b")]), iter(folders)) == 2
    files = [folder / name for name in ("a.png", "b.png") for folder in folders]
    assert capsys.readouterr().err.splitlines() == [f"wrote {file}" for file in files]
    assert [file.read_bytes() for file in files] == [b"a", b"a", b"b", b"b"]


def test_several_texts_of_a_folder_are_named_together(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_texts(tmp_path / "new", {"a.md": "a", "a.csv": "b", "b.md": "c"})
    write_texts(tmp_path / "new", {"c.md": "d"})
    write_texts(tmp_path / "new", {})
    assert capsys.readouterr().err.splitlines() == [
        f"wrote {tmp_path / 'new'}: 3 files (md, csv)",
        f"wrote {tmp_path / 'new' / 'c.md'}",
    ]
    texts = {file.name: file.read_text() for file in (tmp_path / "new").iterdir()}
    assert texts == {"a.md": "a", "a.csv": "b", "b.md": "c", "c.md": "d"}


def test_what_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(WrongUse, match=r"cannot write .*file: .*; name a folder"):
        write_text(tmp_path / "file" / "table.md", "text")
