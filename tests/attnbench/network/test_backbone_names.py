"""Backbones are known by name before timm is loaded, and to timm alone afterwards."""

import sys

import pytest

from attnbench.errors import UnknownName, WrongUse
from attnbench.network.backbone_names import check_backbone, check_stem, split_backbone


@pytest.mark.parametrize(
    "name",
    [
        "resnet14-narrow",
        "yolov5n",
        "resnet50",
        "resnet50.a1_in1k",
        "resnet50(output_stride=8)",
        "vit_tiny_patch16_224",
    ],
)
def test_a_backbone_is_known_without_timm(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "timm", raising=False)
    check_backbone(name)
    assert "timm" not in sys.modules


def test_an_unknown_one_names_the_nearest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "timm", raising=False)
    with pytest.raises(UnknownName, match="did you mean 'resnet50"):
        check_backbone("resnt50")


def test_once_timm_is_loaded_a_file_may_have_added_one() -> None:
    import timm

    assert timm.__name__ in sys.modules
    check_backbone("backbone_of_a_file")


def test_an_unknown_stem_is_refused() -> None:
    check_stem("cifar")
    with pytest.raises(UnknownName, match="known: timm, cifar"):
        check_stem("big")


def test_options_of_timm_stand_in_parentheses() -> None:
    assert split_backbone("resnet50") == ("resnet50", {})
    options = {"output_stride": 8, "drop_path_rate": 0.1, "stem_type": "deep"}
    text = "resnet50(output_stride=8, drop_path_rate=0.1,stem_type=deep)"
    assert split_backbone(text) == ("resnet50", options)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("resnet50(8)", r"backbone must be a name or name\(option=value,...\)"),
        ("resnet50(output_stride=)", r"backbone must be a name or name\(option=value,...\)"),
        ("resnet50(output_stride=8,output_stride=16)", "backbone must give an option once"),
        ("resnet50(num_classes=7)", "backbone cannot have the option num_classes"),
        ("resnet50(pretrained=on)", "backbone cannot have the option pretrained"),
    ],
)
def test_options_that_cannot_be_are_refused(text: str, reason: str) -> None:
    with pytest.raises(WrongUse, match=reason):
        check_backbone(text)
