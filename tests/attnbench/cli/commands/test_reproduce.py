"""`attnbench reproduce` prints published tables, with accuracies from studies of ours."""

import json
from pathlib import Path

import pytest

from attnbench.cli import main
from attnbench.cli.actions.reproduce_train import plans_of
from attnbench.cli.commands.reproduce import RowTraining
from attnbench.cli.feedback import SHOWN
from attnbench.errors import WrongUse
from attnbench.plan.plan import Plan
from attnreport.published.paper import read_paper

Compared = tuple[Path, object]

PAPER = """
name = "mine"
title = "A paper"
authors = "Somebody"
source = "Nowhere"
link = "https://example.org"

[[tables]]
name = "mine-digits"
caption = "Digits"
place = "Table 1"
units = { params = "K" }
scores = [{ name = "top1", head = "Top-1" }]

[tables.setting]
backbone = "resnet14-narrow"
data = "digits"
input_size = [3, 32, 32]
num_classes = 10

[[tables.rows]]
label = "Baseline"
variant = "baseline"
printed = { params = "91.31", top1 = "50.0" }

[[tables.rows]]
label = "+ ECA"
variant = "eca(kernel_size=auto)"
printed = { params = "91.33", top1 = "50.0" }
"""


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    file = tmp_path / "mine.toml"
    file.write_text(PAPER)
    return file


def reproduce(
    capsys: pytest.CaptureFixture[str], *arguments: str | Path, code: int = 0
) -> tuple[str, str]:
    with pytest.raises(SystemExit) as end:
        main(["reproduce", *map(str, arguments)])
    out, err = capsys.readouterr()
    assert end.value.code == code, err
    return out, err


def test_a_paper_of_ones_own_is_reproduced(paper: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out, _ = reproduce(capsys, paper, "--format", "json")
    rows = json.loads(out)["rows"]
    assert [row["params_match"] for row in rows] == ["equal", "equal"]
    assert [row["top1_percent_mean"] for row in rows] == [None, None]


def test_accuracies_come_from_a_study_of_the_same_network(
    paper: Path, compared: Compared, capsys: pytest.CaptureFixture[str]
) -> None:
    study = compared[0] / "study"
    out, _ = reproduce(capsys, paper, "--study", study, "--format", "json")
    for row in json.loads(out)["rows"]:
        assert row["top1_seeds"] == 1
        assert row["top1_percent_mean"] > 0
        assert row["top1_printed_within_spread"] is None
        assert "recipe short, 2 epochs, at most 900 images" in row["top1_study"]
    paper.write_text(PAPER.replace("num_classes = 10", "num_classes = 11"))
    out, _ = reproduce(capsys, paper, "--study", compared[0], "--format", "json")
    assert [row["top1_seeds"] for row in json.loads(out)["rows"]] == [0, 0]


DETECTION = """
counted_at = [3, 32, 32]

[[tables.rows]]
label = "YOLOv5n"
variant = "baseline"
backbone = "yolov5n"
num_classes = 80
printed = { params = "1867.405" }
"""


def test_a_detector_is_counted_as_its_own_report_does(
    paper: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    head, _, _ = PAPER.partition("\n[[tables.rows]]")
    paper.write_text(head.replace("[3, 32, 32]", "[3, 640, 640]") + DETECTION)
    out, _ = reproduce(capsys, paper, "--format", "json")
    (row,) = json.loads(out)["rows"]
    assert row["params_match"] == "equal under another convention"
    assert row["params_convention"] == "norms fused"


def test_a_small_image_that_a_network_does_not_take_is_told(
    paper: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    head, _, _ = PAPER.partition("\n[[tables.rows]]")
    paper.write_text(head + DETECTION.replace("[3, 32, 32]", "[3, 33, 33]"))
    out, _ = reproduce(capsys, paper, "--format", "md", code=1)
    assert "YoloV5 does not run on 3x33x33 images" in out


def test_tables_are_written_into_a_folder(
    paper: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    reproduce(capsys, paper, "--format", "md,csv,json,tex", "--output", tmp_path / "out")
    names = sorted(file.name for file in (tmp_path / "out").iterdir())
    assert names == [f"mine-digits.{form}" for form in ("csv", "json", "md", "tex")]
    reproduce(capsys, paper, "--output", tmp_path / "usual")
    names = sorted(file.name for file in (tmp_path / "usual").iterdir())
    assert names == [f"mine-digits.{form}" for form in ("csv", "json", "md", "tex")]


def test_a_row_that_cannot_be_built_fails_the_command_and_leaves_the_others(
    paper: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    paper.write_text(PAPER.replace("eca(kernel_size=auto)", "nothing"))
    out, _ = reproduce(capsys, paper, "--format", "md", code=1)
    assert "unknown module 'nothing'" in out
    assert "| equal |" in out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("tabel1",), "unknown table 'tabel1'; did you mean 'table1'"),
        (("absent.toml",), "cannot read paper absent.toml"),
        (("ema", "--format", "json"), "cannot print 3 tables as one json document"),
        (("table2", "--study", "nowhere"), "unknown study 'nowhere'"),
        (("table2", "--format", "pdf"), "--format must be some of console, md"),
    ],
)
def test_wrong_use_is_one_line(
    arguments: tuple[str, ...], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    _, err = reproduce(capsys, *arguments, code=2)
    assert words in err
    assert err.startswith("error: ")
    assert err.count("\n") == 1


@pytest.mark.slow
def test_rows_are_trained_by_the_engine_where_that_is_wanted(
    paper: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    training = ("--train", "quick", "--epochs", "1", "--limit", "200", "--seeds", "1")
    root = tmp_path / "studies"
    out, err = reproduce(
        capsys, paper, *training, "--executor", "here", "--study", root, "--format", "json"
    )
    assert [row["top1_seeds"] for row in json.loads(out)["rows"]] == [1, 1]
    assert "study: " in err
    again, _ = reproduce(capsys, paper, "--study", root, "--format", "json")
    assert json.loads(again)["rows"] == json.loads(out)["rows"]


def test_a_field_of_the_recipe_can_be_set(paper: Path) -> None:
    (table,) = read_paper(paper.read_text(), "mine.toml").tables
    (plan,) = plans_of(table, RowTraining(train="quick", set=["lr=0.002", "epochs=3"]), SHOWN)
    assert (plan.recipe.lr, plan.recipe.epochs) == (0.002, 3)
    assert plan.recipe.name != "quick"


ELSEWHERE = """
[[tables.rows]]
label = "+ ECA, elsewhere"
variant = "eca"
data = "cifar10"
printed = { params = "91.33", top1 = "50.0" }
"""


def plans(text: str, root: Path) -> list[Plan]:
    (table,) = read_paper(text, "mine.toml").tables
    return plans_of(table, RowTraining(train="quick", data_root=str(root)), SHOWN)


MASKS = """
name = "mine"
title = "A paper"
authors = "Somebody"
source = "Nowhere"
link = "https://example.org"

[[tables]]
name = "mine-masks"
caption = "Masks"
place = "Table 1"
units = { params = "K" }
scores = [{ name = "miou", head = "mIoU" }]

[tables.setting]
head = "fcn"
backbone = "resnet14-narrow"
site = "neck"
data = "digit-masks"
input_size = [3, 32, 32]
num_classes = 11

[[tables.rows]]
label = "FCN"
variant = "baseline"
printed = { params = "201.58", miou = "41.5" }

[[tables.rows]]
label = "+ PAM"
variant = "pam"
printed = { miou = "42.5" }
"""

PRETRAINED = """[tables.training]
epochs = 7
train_images = 1350
weights = "ImageNet"
options = "--data digit-masks --recipe quick-masks --weights FILE"

[[tables.rows]]"""


def test_a_segmentation_network_is_built_with_its_head(
    paper: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    paper.write_text(MASKS.replace("[[tables.rows]]", PRETRAINED, 1))
    out, _ = reproduce(capsys, paper, "--format", "json")
    fcn, pam = json.loads(out)["rows"]
    assert fcn["params_match"] == "equal"
    assert (
        pam["params (all parameters)"] - fcn["params (all parameters)"]
        == 64**2 + 64 + 2 * 65 * 8 + 1
    )
    out, _ = reproduce(capsys, paper, "--format", "md")
    command = (
        "To train FCN, + PAM (resnet14-narrow): attnbench compare --modules pam --site neck "
        "--backbone resnet14-narrow --head fcn --data digit-masks --recipe quick-masks"
    )
    assert command in out


def test_the_head_is_trained_too(tmp_path: Path) -> None:
    (table,) = read_paper(MASKS, "mine.toml").tables
    (plan,) = plans_of(table, RowTraining(train="quick-masks", data_root=str(tmp_path)), SHOWN)
    assert (plan.task, plan.head, plan.site) == ("segment", "fcn", "neck")
    assert [variant.module for variant in plan.modules] == ["pam"]


def test_networks_that_start_from_weights_are_trained_by_compare(
    paper: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    paper.write_text(MASKS.replace("[[tables.rows]]", PRETRAINED, 1))
    _, err = reproduce(capsys, paper, "--train", "quick-masks", code=2)
    assert "--train cannot train mine-masks, whose networks start from ImageNet weights" in err


def test_a_setting_without_its_data_is_left_out_before_the_others_are_trained(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (plan,) = plans(f"{PAPER}{ELSEWHERE}", tmp_path)
    assert plan.data == "digits"
    assert "mine-digits: resnet14-narrow is left out: " in capsys.readouterr().err


def test_where_no_setting_has_its_data_the_first_reason_is_given(tmp_path: Path) -> None:
    with pytest.raises(WrongUse, match="cifar100"):
        plans(f"{PAPER}{ELSEWHERE}".replace('data = "digits"', 'data = "cifar100"'), tmp_path)
