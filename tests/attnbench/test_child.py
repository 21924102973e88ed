"""A process of ours imports what this one would, and nothing that lies in its folder."""

import subprocess
from pathlib import Path

import pytest

from attnbench.child import child_command


@pytest.fixture
def wrong(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of namesakes, beside a `right` one that imports are looked for in."""
    for name in ("json", "attnbench", "greeting"):
        file = tmp_path / "wrong" / f"{name}.py"
        file.parent.mkdir(exist_ok=True)
        file.write_text("raise RuntimeError('the wrong one')")
    (tmp_path / "right").mkdir()
    (tmp_path / "right" / "greeting.py").write_text(
        "import json, attnbench\ndef main(*words): print(*words, attnbench.__version__ != '')"
    )
    (tmp_path / "program.py").write_text("import sys\nprint(sys.argv[1:], __name__)")
    monkeypatch.syspath_prepend(tmp_path / "right")
    return tmp_path / "wrong"


def printed(folder: Path, *command: str) -> str:
    result = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    return result.stdout


def test_a_module_gets_the_arguments_in_its_main(wrong: Path) -> None:
    assert printed(wrong, *child_command("greeting", "hi", "you")) == "hi you True\n"


def test_a_file_is_run_as_a_program(wrong: Path) -> None:
    program = str(wrong.with_name("program.py"))
    assert printed(wrong, *child_command(program, "x")) == "['x'] __main__\n"
