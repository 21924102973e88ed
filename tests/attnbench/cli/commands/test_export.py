"""`attnbench export` says what it wrote, how close it is and how fast."""

import subprocess
from pathlib import Path

import pytest

import attnbench
from attnbench.cli import main

Compared = tuple[Path, "subprocess.CompletedProcess[str]"]


def _export(*arguments: str) -> int:
    with pytest.raises(SystemExit) as end:
        main(("export", *arguments))
    assert isinstance(end.value.code, int)
    return end.value.code


def test_it_writes_a_file_once_and_says_what_was_checked(
    compared: Compared,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    arguments = (str(compared[0] / "study"), "ECA", "--format", "safetensors")
    assert _export(*arguments) == 0
    out = capsys.readouterr().out.splitlines()
    heads = [line.split(":")[0] for line in out]
    assert heads == [
        "size",
        "checked on 32 test images",
        "time of 1 image, fp32, 1 thread",
        "time as a multiple of the original's",
        "input",
        "to load it",
    ]
    assert out[1].endswith("same top class for 32 of 32")
    assert out[4] == "input: float32 (B, 3, 32, 32), normalised as in training"
    assert out[5] == 'to load it: attnbench.load("eca-seed-0.safetensors")'
    assert attnbench.load("eca-seed-0.safetensors").num_classes == 10
    assert _export(*arguments) == 2
    assert "eca-seed-0.safetensors exists; pass --force to replace it" in capsys.readouterr().err
