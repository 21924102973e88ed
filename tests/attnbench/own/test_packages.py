"""A package's code is hashed as it was when this process imported it."""

import sys
from importlib import import_module, reload
from pathlib import Path

import pytest

from attnbench.own.packages import packaged_digest


def test_an_edit_counts_when_it_is_imported_and_not_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "boxes" / "box.py"
    file.parent.mkdir()
    (tmp_path / "boxes" / "__init__.py").touch()
    file.write_text("class Box: size = 1")
    monkeypatch.syspath_prepend(tmp_path)
    box = import_module("boxes.box")
    before = packaged_digest(box.Box)
    file.write_text("class Box: size = 20")
    assert packaged_digest(box.Box) == before
    assert packaged_digest(reload(box).Box) != before
    for name in ("boxes", "boxes.box"):
        sys.modules.pop(name)
