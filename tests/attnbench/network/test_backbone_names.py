"""Backbones are known by name before timm is loaded, and to timm alone afterwards."""

import sys

import pytest

from attnbench.errors import UnknownName
from attnbench.network.backbone_names import check_backbone, check_stem


@pytest.mark.parametrize(
    "name", ["resnet14-narrow", "yolov5n", "resnet50", "resnet50.a1_in1k", "vit_tiny_patch16_224"]
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
