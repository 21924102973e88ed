"""`attnbench new`: what it writes works."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from attnbench.cli import main
from attnbench.own.starting import class_name


@pytest.fixture
def written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> tuple[Path, str]:
    """The folder with a new module, and what was printed."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as end:
        main(("new", "strip_gate"))
    assert end.value.code == 0
    return tmp_path, capsys.readouterr().out


def test_the_next_steps_are_printed(written: tuple[Path, str]) -> None:
    _, out = written
    assert "attnbench check strip_gate.py:StripGate\n" in out
    assert "pytest test_strip_gate.py\n" in out
    assert "attnbench compare --modules strip_gate.py:StripGate,se,eca\n" in out


def test_the_doctor_finds_nothing_in_it(
    written: tuple[Path, str], capsys: pytest.CaptureFixture[str]
) -> None:
    folder, _ = written
    module = f"{folder / 'strip_gate.py'}:StripGate"
    with pytest.raises(SystemExit) as end:
        main(("check", module, "--skip", "ddp,onnx,speed", "--format", "json"))
    results = {finding["result"] for finding in json.loads(capsys.readouterr().out)["findings"]}
    assert (end.value.code, results) == (0, {"passed", "skipped"})


@pytest.mark.slow
def test_its_own_test_passes(written: tuple[Path, str]) -> None:
    folder, _ = written
    result = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-W", "error", "test_strip_gate.py"],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )
    assert result.returncode == 0, result.stdout
    assert "3 passed" in result.stdout


def test_nothing_is_overwritten(
    written: tuple[Path, str], capsys: pytest.CaptureFixture[str]
) -> None:
    folder, _ = written
    (folder / "strip_gate.py").unlink()
    (folder / "test_strip_gate.py").write_text("mine")
    with pytest.raises(SystemExit) as end:
        main(("new", "strip_gate"))
    assert end.value.code == 2
    assert "test_strip_gate.py exists already" in capsys.readouterr().err
    assert (folder / "test_strip_gate.py").read_text() == "mine"
    assert not (folder / "strip_gate.py").exists()


def test_it_goes_into_the_folder_that_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as end:
        main(("new", "gate2", "--output", str(tmp_path / "a" / "b")))
    assert end.value.code == 0
    assert f"{tmp_path / 'a' / 'b' / 'gate2.py'}:Gate2" in capsys.readouterr().out
    assert "class Gate2(nn.Module)" in (tmp_path / "a" / "b" / "gate2.py").read_text()


@pytest.mark.parametrize(
    ("name", "expected"), [("my_attention", "MyAttention"), ("gate", "Gate"), ("a_2d", "A2d")]
)
def test_a_class_is_named_after_its_file(name: str, expected: str) -> None:
    assert class_name(name) == expected
