"""A file is the old one or the new one, whatever happens while it is written."""

import os
from pathlib import Path

import pytest

from attnbench.files import replacing, write_file


def write_half(file: Path) -> None:
    with replacing(file) as part:
        part.write(b"half")
        raise KeyboardInterrupt


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path: Path) -> None:
    file = tmp_path / "table.md"
    write_file(file, b"old")
    write_file(file, b"new")
    with pytest.raises(KeyboardInterrupt):
        write_half(file)
    assert file.read_bytes() == b"new"
    assert [path.name for path in tmp_path.iterdir()] == ["table.md"]


def test_a_full_disk_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "record.json"
    write_file(file, b"old")

    def refuse(_descriptor: int) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(OSError, match="No space left"):
        write_file(file, b"new")
    assert file.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["record.json"]
