"""`attnbench check` as a user runs it."""

import json
from pathlib import Path

import pytest

from attnbench.cli import main

PLANTED = Path(__file__).parents[2] / "doctor" / "planted"


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as end:
        main(("check", *arguments))
    assert isinstance(end.value.code, int)
    out, err = capsys.readouterr()
    return end.value.code, out, err


def test_a_sound_module_ends_with_0_and_what_to_do_next(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code, out, err = run(capsys, "eca", "--only", "odd,tiny,batch")
    assert code == 0
    assert err == ""
    assert out.startswith("eca: 64 channels, 16x16 maps, cpu\n")
    assert "3 passed." in out
    assert "Nothing is wrong" not in out  # Only some of the checks ran.
    assert out.endswith("To compare it: attnbench compare --modules eca,se\n")


def test_a_fault_ends_with_1_and_says_what_it_means_and_how_to_fix_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    module = f"{PLANTED / 'nan_on_1x1.py'}:Planted"
    code, out, _ = run(capsys, module, "--only", "odd,tiny")
    assert code == 1
    assert "1 passed, 1 failed." in out
    assert "1x1: 256 x NaN in the output" in out
    assert "pass correction=0" in out
    assert out.endswith(f"To check again: attnbench check {module} --only tiny\n")


def test_channels_map_and_options_are_as_they_were_asked_for(
    capsys: pytest.CaptureFixture[str],
) -> None:
    arguments = ("--channels", "96,32", "--input", "9x5", "--only", "shape,constructor")
    code, out, _ = run(capsys, "ema(groups=16)", *arguments, "--format", "json")
    content = json.loads(out)
    assert (code, content["module"]) == (0, "ema(groups=16)")
    assert (content["channels"], content["height"], content["width"]) == (96, 9, 5)
    assert [finding["check"] for finding in content["findings"]] == ["constructor", "shape"]


def test_each_of_several_channel_counts_must_work(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "ema", "--channels", "64,48", "--only", "constructor")
    assert code == 1
    assert "48: channels=48 is not divisible by groups=32" in " ".join(out.split())


def test_files_are_written_where_they_are_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ("--format", "md,json", "--output", str(tmp_path / "out"))
    code, out, err = run(capsys, "eca", "--only", "odd", *arguments)
    assert (code, out) == (0, "")
    assert err.count("wrote ") == 2
    assert json.loads((tmp_path / "out" / "check.json").read_text())["result"] == "passed"
    assert (tmp_path / "out" / "check.md").read_text().startswith("### eca: 64 channels")


def test_with_a_folder_alone_all_files_are_written_and_the_console_is_shown(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = run(capsys, "eca", "--only", "odd", "--output", str(tmp_path))
    assert (code, out.splitlines()[0]) == (0, "eca: 64 channels, 16x16 maps, cpu")
    assert sorted(file.name for file in tmp_path.iterdir()) == ["check.json", "check.md"]


def test_what_takes_long_is_skipped_with_how_to_run_it(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ("--skip", "ddp,onnx,export,speed,counters,effect,compile", "--format", "md")
    code, out, _ = run(capsys, "eca", *arguments)
    assert code == 0
    assert "| skipped | inductor |" in out


def test_a_module_that_prints_and_changes_settings_leaves_the_output_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "loud.py"
    file.write_text(
        "import torch\nfrom torch import nn\nprint('loading')\n"
        "class Loud(nn.Module):\n"
        "    def __init__(self, channels):\n        super().__init__()\n        print('built')\n"
        "    def forward(self, x):\n        print('running')\n"
        "        torch.set_default_dtype(torch.float64)\n        return x * 2\n"
    )
    code, out, _ = run(capsys, f"{file}:Loud", "--only", "runs,surroundings", "--format", "json")
    assert code == 1
    (_, surroundings) = json.loads(out)["findings"]
    assert "default dtype: torch.float32 -> torch.float64" in surroundings["seen"]


def test_a_file_that_fails_when_it_is_run_is_one_error_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "broken.py"
    file.write_text("x = 1 / 0\n")
    code, out, err = run(capsys, f"{file}:Broken")
    assert (code, out) == (2, "")
    assert "line 1: ZeroDivisionError" in err
