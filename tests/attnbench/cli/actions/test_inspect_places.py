"""`inspect` shows a backbone's sizes beside the whole network's, at any size of images."""

from collections.abc import Sequence

import pytest

from attnbench.cli import main


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[str]:
    with pytest.raises(SystemExit) as caught:
        main(["inspect", *arguments])
    out = capsys.readouterr()
    assert not caught.value.code, out.err
    return [line.strip() for line in out.out.splitlines()]


def totals(lines: Sequence[str]) -> dict[str, list[str]]:
    """By the name of a size: without, with, added, and with in full."""
    rows = [[field.strip() for field in line.split("│")[1:-1]] for line in lines if "│" in line]
    return {row[0]: row[1:] for row in rows if len(row) == 5}


def exact(fields: Sequence[str]) -> int:
    return int(fields[-1].replace(",", ""))


def test_a_segmenter_has_the_usual_classes_and_the_size_that_was_asked_for(
    capsys: pytest.CaptureFixture[str],
) -> None:
    common = ("--backbone", "resnet18", "--head", "fcn", "--module", "eca")
    lines = printed(capsys, *common, "--input-size", "64x96")
    assert lines[0] == "fcn on resnet18 + eca at residual: 8 places, image 3x64x96"
    sizes = totals(lines)
    assert sizes["params"][2] == sizes["backbone params"][2] == f"+{2 * (3 + 5 + 5 + 5)}"
    assert sizes["MACs (torch)"][2] == sizes["backbone MACs (torch)"][2] != "+0"
    of_head = 512 * 128 * 9 + 2 * 128 + 128 * 128 * 9 + 2 * 128 + 150 * 129
    assert exact(sizes["params"]) - exact(sizes["backbone params"]) == of_head


def test_a_module_at_the_neck_is_in_the_head(capsys: pytest.CaptureFixture[str]) -> None:
    common = ("--backbone", "resnet18", "--head", "fcn", "--module", "pam", "--site", "neck")
    lines = printed(capsys, *common, "--input-size", "32")
    assert lines[0] == "fcn on resnet18 + pam at neck: 1 place, image 3x32x32"
    sizes = totals(lines)
    assert sizes["backbone params"][2] == sizes["backbone MACs (torch)"][2] == "+0"
    assert sizes["params"][2] != "+0"


def test_a_classifier_has_no_row_of_a_backbone(capsys: pytest.CaptureFixture[str]) -> None:
    lines = printed(capsys, "--backbone", "resnet14-narrow", "--module", "eca")
    assert "params" in totals(lines)
    assert not [line for line in lines if "backbone" in line]


def test_help_names_what_each_task_is_built_for(capsys: pytest.CaptureFixture[str]) -> None:
    text = " ".join(" ".join(printed(capsys, "--help")).replace("│", " ").split())
    assert "640x640 for detect, 512x512 for segment" in text
    assert "1000 for classify, 80 for detect, 150 for segment" in text
