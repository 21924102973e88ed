"""Data sets are found by name, and a wrong name is told from absent data."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from attnbench.data.feed import Order
from attnbench.errors import UnknownName, WrongUse
from attnbench.plan.plan import Plan
from attnbench.plan.variant import parse_variants
from attnbench.tasks import data_catalog as catalog
from attnbench.tasks.data_catalog import FORMS, data_of, download, find_data, task_of
from attnbench.tasks.recipes import RECIPES

MakeFolder = Callable[..., Path]


def test_digits_need_no_root() -> None:
    source = find_data("digits")
    assert source.size == (3, 32, 32)
    assert source.num_classes == 10


def test_cifar100_is_fed_from_its_root(few_of_cifar100: Path) -> None:
    source = find_data("cifar100", str(few_of_cifar100))
    assert (source.size, source.num_classes) == ((3, 32, 32), 100)
    source.prepare()
    feed = source.feed(Order(recipe=replace(RECIPES["cifar30"], batch_size=20), device="cpu"))
    assert next(iter(feed.batches(0, 0)))["images"].shape == (20, 3, 32, 32)


def test_absent_data_are_refused_before_anything_is_loaded(tmp_path: Path) -> None:
    with pytest.raises(WrongUse, match=r"cifar100 is not there: no file .*/cifar-100-python/train"):
        find_data("cifar100", str(tmp_path))


def test_absent_data_are_looked_for_in_a_folder_data(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(WrongUse, match="no file data/cifar-100-python/train"):
        find_data("cifar100")


@pytest.mark.parametrize(("image_size", "side"), [(0, catalog.SIDE), (64, 64)])
def test_a_plans_folder_is_fed_at_the_recipes_size(
    make_folder: MakeFolder, image_size: int, side: int
) -> None:
    recipe = replace(RECIPES["imagenet100"], batch_size=4, image_size=image_size)
    source = data_of(
        Plan(modules=parse_variants("se"), data=f"folder:{make_folder()}", recipe=recipe)
    )
    assert (source.size, source.num_classes) == ((3, side, side), 2)
    batch = next(iter(source.feed(Order(recipe=recipe, device="cpu")).batches(0, 0)))
    assert batch["images"].shape == (4, 3, side, side)
    assert batch["labels"].dtype == torch.int64


def test_images_of_one_size_take_no_other() -> None:
    with pytest.raises(WrongUse, match=r"image_size=64 is for image files, and digits has .*32x32"):
        find_data("digits", image_size=64)


def test_a_near_name_is_offered() -> None:
    with pytest.raises(UnknownName, match="unknown data 'cifra100'; did you mean 'cifar100'"):
        find_data("cifra100")


def test_a_bare_folder_is_told_its_prefix(make_folder: MakeFolder) -> None:
    pets = make_folder()
    with pytest.raises(WrongUse, match=f"is a folder; to take its images, pass folder:{pets}"):
        find_data(str(pets))


@pytest.mark.parametrize("name", ["folder:pets", "hfds/beans", "nosuch"])
def test_what_torchvision_does_not_have_is_not_downloaded(name: str) -> None:
    with pytest.raises(WrongUse, match=f"{name} is nothing to download; leave --download out"):
        download(name)


def test_what_is_there_is_not_downloaded(few_of_cifar100: Path) -> None:
    before = {file: file.stat().st_mtime_ns for file in few_of_cifar100.rglob("*")}
    download("digits")
    download("digit-boxes")
    download("cifar100", str(few_of_cifar100))
    download("torch/cifar100", str(few_of_cifar100))
    assert {file: file.stat().st_mtime_ns for file in few_of_cifar100.rglob("*")} == before


def test_the_embedded_boxes_need_no_root() -> None:
    source = find_data("digit-boxes")
    assert (source.task, source.size, source.num_classes) == ("detect", (3, 64, 64), 10)
    assert find_data("digit-boxes", image_size=96).size == (3, 96, 96)


@pytest.mark.parametrize(("image_size", "side"), [(0, 640), (64, 64)])
def test_a_plans_boxes_are_fed_at_the_recipes_size(
    make_coco: MakeFolder, image_size: int, side: int
) -> None:
    recipe = replace(
        RECIPES["quick"], crop="none", crop_padding=0, batch_size=2, image_size=image_size
    )
    source = data_of(Plan(modules=parse_variants("se"), data=f"coco:{make_coco()}", recipe=recipe))
    assert (source.task, source.size, source.num_classes) == ("detect", (3, side, side), 2)
    batch = next(iter(source.feed(Order(recipe=recipe, device="cpu")).batches(0, 0)))
    assert batch["images"].shape == (2, 3, side, side)


@pytest.mark.parametrize("name", FORMS)
def test_only_boxes_are_to_be_detected(name: str) -> None:
    boxed = {"digit-boxes", "coco:DIR", "visdrone:DIR"}
    assert (task_of(name) == "detect") == (name in boxed)


def test_a_recipe_for_other_images_is_refused_before_any_cell() -> None:
    with pytest.raises(WrongUse, match=r"crop=padded of the recipe quick is for images of classes"):
        data_of(Plan(modules=parse_variants("se"), data="digit-boxes", recipe=RECIPES["quick"]))
