"""`attnbench solve` prints what gives a size, in every format, and refuses in one line."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from attnbench.cli import main
from attnbench.cli.actions.solve import search_of
from attnbench.cli.commands.solve import Solve

SMALL = ("solve", "--backbone", "resnet18", "--stem", "cifar", "--vary", "site=residual")


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as end:
        main(arguments)
    out, err = capsys.readouterr()
    return int(str(end.value.code)), out, err


def test_a_number_that_is_given_is_named_with_its_way_and_its_conditions(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code, out, _ = run(
        capsys, *SMALL, "--module", "se(reduction=16)", "--params", "11.31M", "--format", "md"
    )
    assert code == 0
    assert "se(reduction=16) in resnet18: what gives #.Param. 11.31M" in out
    assert "| #.Param. | se | cifar stem, 3x32x32, 100 classes | 11.31M |" in out
    assert "#.Param. is 11.31M by 'all parameters'" in out
    assert "Tried: 15 networks" in out


def test_where_nothing_fits_the_nearest_miss_is_shown_and_the_exit_code_is_0(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code, out, _ = run(
        capsys, *SMALL, "--module", "se(reduction=16)", "--params", "99M", "--format", "json"
    )
    assert code == 0
    content = json.loads(out)
    assert "nothing gives #.Param. 99M" in content["title"]
    (row,) = content["rows"]
    assert (row["gives"], row["variant"], row["params_digits"]) == (
        "nearest miss",
        "se",
        "no match",
    )
    assert any("given by none of the networks" in note for note in content["notes"])
    assert any("by no convention" in note for note in content["notes"])


def test_with_a_folder_alone_the_usual_files_are_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ("--module", "se(reduction=16)", "--params", "11.31M", "--output", str(tmp_path))
    code, out, _ = run(capsys, *SMALL, *arguments)
    assert code == 0
    assert "what gives #.Param. 11.31M" in out
    assert sorted(file.name for file in tmp_path.iterdir()) == [
        "solve.csv",
        "solve.json",
        "solve.md",
        "solve.tex",
    ]


def test_a_yolov5_is_solved_for_what_its_size_report_counts() -> None:
    request = Solve(module="ema", params="7M", backbone="yolov5s")
    (usual,) = search_of(request).backbones
    assert (usual.num_classes, usual.counted_at) == (80, (3, 32, 32))
    (small,) = search_of(replace(request, counted_at=(3, 64, 64))).backbones
    assert small.counted_at == (3, 64, 64)
    resnets = search_of(replace(request, backbone="resnet50")).backbones
    assert {backbone.counted_at for backbone in resnets} == {None}


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (("--module", "se"), "nothing to look for; pass --params 23.85M"),
        (
            ("--module", "se", "--params", "many"),
            "--params must be the printed digits",
        ),
        (("--module", "se", "--params", ""), "K, M or G: 23.85M, 1.30G (got '')"),
        (
            ("--module", "se", "--params", "11M", "--flops", ""),
            "--flops must be the printed",
        ),
        (("--module", "sse", "--flops", "1G"), "did you mean"),
        (
            ("--module", "se", "--flops", "1G", "--vary", "seeds=1"),
            "solve does not vary seeds; vary site",
        ),
        (("--module", "se", "--flops", "1G", "--stem", "wide"), "unknown stem 'wide'"),
        (("--module", "se", "--flops", "1G", "--backbone", "resnet5"), "unknown backbone"),
        (("--module", "se", "--flops", "1G", "--format", "html"), "--format must be some of"),
        (
            ("--module", "se", "--flops", "1G", "--backbone", "yolov5n", "--stem", "cifar"),
            "yolov5n has no stem cifar",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else " ".join(value),
)
def test_a_wrong_use_is_one_line(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], text: str
) -> None:
    code, _, err = run(capsys, "solve", *arguments)
    assert code == 2
    assert text in err
    assert err.strip().count("\n") == 0
