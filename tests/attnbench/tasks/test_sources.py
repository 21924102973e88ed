"""Data sets are found by name, and a wrong name is told from absent data."""

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from attnbench.cli import main
from attnbench.data.feed import Order
from attnbench.data.source import DataSource, SourceKind
from attnbench.errors import UnknownName, WrongUse
from attnbench.plan.plan import Plan
from attnbench.plan.variant import parse_variants
from attnbench.tasks.recipes import RECIPES
from attnbench.tasks.sources import SOURCES, download, find_source, open_data, open_data_of
from attnbench.tasks.tasks import TASKS

MakeFolder = Callable[..., Path]

SE = parse_variants("se")


@pytest.mark.parametrize("form", SOURCES)
def test_every_entry_says_all_about_its_data(form: str, few_of_cifar100: Path) -> None:
    source = SOURCES[form]
    assert source.form == form
    assert source.task in TASKS
    assert source in TASKS[source.task].sources
    assert all((source.meaning, source.image, source.classes))
    name = form.replace("DIR", "pets").replace("NAME", "mnist")
    assert find_source(name) is source
    assert source.matches(name) is not source.matches(f"no-{name}")
    assert bool(source.layout) == form.endswith(":DIR")
    presence = source.presence(form, few_of_cifar100)
    if source.is_built_in or form == "cifar100":
        assert presence in ("yes", f"in {few_of_cifar100}")
        opened = open_data(form, str(few_of_cifar100))
        assert source.image.partition(",")[0] == "x".join(map(str, opened.size))
        assert source.classes == str(opened.num_classes)
    else:
        assert presence in ("", f"not in {few_of_cifar100}")
        with pytest.raises(WrongUse):
            open_data(name, str(few_of_cifar100))
    if source.is_built_in:
        assert form in source.note


def test_the_data_sets_of_a_task_come_before_others_of_their_names() -> None:
    task = TASKS["segment"]
    own = replace(task.sources[0], task="mine")
    mine = replace(task, name="mine", sources=(own,))
    assert find_source(own.form, mine) is own
    assert find_source(own.form) is task.sources[0]
    assert find_source("digits", mine) is SOURCES["digits"]


def test_reading_tasks_and_sources_loads_no_torch() -> None:
    program = (
        "import attnbench.tasks.sources, sys; print(sorted({'torch', 'timm'} & {*sys.modules}))"
    )
    result = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert result.stdout == "[]\n"


def test_an_entry_from_outside_is_listed_and_opened(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def open_it(name: str, root: Path, image_size: int) -> DataSource:
        return replace(open_data("digits"), fingerprint=f"{name} in {root} at {image_size}")

    planted = SourceKind(
        form="planted:DIR",
        task="classify",
        meaning="a planted data set",
        image="3x32x32",
        classes="10",
        open=open_it,
        presence=lambda name, root: f"{name} maybe in {root}",
    )
    monkeypatch.setitem(SOURCES, planted.form, planted)
    plan = Plan(modules=SE, data="planted:here", data_root="there", recipe=RECIPES["quick"])
    assert open_data_of(plan).fingerprint == "planted:here in there at 0"
    with pytest.raises(SystemExit, match="0"):
        main(["list", "data", "--data-root", "there"])
    [line] = [line for line in capsys.readouterr().out.splitlines() if "planted" in line]
    assert "a planted data set" in line
    assert line.rstrip().endswith("planted:DIR maybe in there")


def test_cifar100_is_fed_from_its_root(few_of_cifar100: Path) -> None:
    source = open_data("cifar100", str(few_of_cifar100))
    assert (source.size, source.num_classes) == ((3, 32, 32), 100)
    source.prepare()
    feed = source.feed(Order(recipe=replace(RECIPES["cifar30"], batch_size=20), device="cpu"))
    assert next(iter(feed.batches(0, 0)))["images"].shape == (20, 3, 32, 32)


def test_absent_data_are_refused_before_anything_is_loaded(tmp_path: Path) -> None:
    with pytest.raises(WrongUse, match=r"cifar100 not found: no file .*/cifar-100-python/train"):
        open_data("cifar100", str(tmp_path))


def test_absent_data_are_looked_for_in_a_folder_data(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(WrongUse, match="no file data/cifar-100-python/train"):
        open_data("cifar100")


@pytest.mark.parametrize(("image_size", "side"), [(0, 224), (64, 64)])
def test_a_plans_folder_is_fed_at_the_recipes_size(
    make_folder: MakeFolder, image_size: int, side: int
) -> None:
    recipe = replace(RECIPES["imagenet100"], batch_size=4, image_size=image_size)
    source = open_data_of(Plan(modules=SE, data=f"folder:{make_folder()}", recipe=recipe))
    assert (source.size, source.num_classes) == ((3, side, side), 2)
    batch = next(iter(source.feed(Order(recipe=recipe, device="cpu")).batches(0, 0)))
    assert batch["images"].shape == (4, 3, side, side)
    assert batch["labels"].dtype == torch.int64


def test_images_of_one_size_take_no_other() -> None:
    with pytest.raises(
        WrongUse, match=r"image_size must be 0 for digits, whose images are 32x32, got 64"
    ):
        open_data("digits", image_size=64)


def test_a_near_name_is_offered() -> None:
    with pytest.raises(UnknownName, match="unknown data 'cifra100'; did you mean 'cifar100'"):
        open_data("cifra100")


def test_a_bare_folder_is_told_its_prefix(make_folder: MakeFolder) -> None:
    pets = make_folder()
    with pytest.raises(
        WrongUse, match=f"is a folder; to use its images, write folder:{pets} or coco:"
    ):
        open_data(str(pets))


def test_a_name_is_made_whole_by_its_folder(make_folder: MakeFolder, tmp_path: Path) -> None:
    pets = make_folder()
    assert find_source("folder:pets").full_name("folder:pets", tmp_path) == f"folder:{pets}"
    assert find_source("digits").full_name("digits", tmp_path) == "digits"


@pytest.mark.parametrize("name", ["folder:pets", "hfds/beans"])
def test_what_torchvision_does_not_have_is_not_downloaded(name: str) -> None:
    with pytest.raises(WrongUse, match=f"download cannot fetch {name}; it can fetch cif"):
        download(name)


def test_what_is_there_is_not_downloaded(few_of_cifar100: Path) -> None:
    before = {file: file.stat().st_mtime_ns for file in few_of_cifar100.rglob("*")}
    download("digits")
    download("digit-boxes")
    download("cifar100", str(few_of_cifar100))
    download("torch/cifar100", str(few_of_cifar100))
    assert {file: file.stat().st_mtime_ns for file in few_of_cifar100.rglob("*")} == before


@pytest.mark.parametrize(("image_size", "side"), [(0, 640), (64, 64)])
def test_a_plans_boxes_are_fed_at_the_recipes_size(
    make_coco: MakeFolder, image_size: int, side: int
) -> None:
    recipe = replace(RECIPES["quick-boxes"], batch_size=2, image_size=image_size)
    plan = Plan(task="detect", modules=SE, data=f"coco:{make_coco()}", recipe=recipe)
    source = open_data_of(plan)
    assert (source.size, source.num_classes) == ((3, side, side), 2)
    batch = next(iter(source.feed(Order(recipe=recipe, device="cpu")).batches(0, 0)))
    assert batch["images"].shape == (2, 3, side, side)


def test_data_of_another_task_are_refused_before_any_cell() -> None:
    with pytest.raises(
        WrongUse,
        match=r"detect: digit-boxes, coco:DIR, .*; got digits, which is for classify",
    ):
        open_data_of(Plan(task="detect", modules=SE, data="digits", recipe=RECIPES["quick-boxes"]))


def test_a_recipe_for_other_images_is_refused_before_any_cell() -> None:
    plan = Plan(task="detect", modules=SE, data="digit-boxes", recipe=RECIPES["quick"])
    with pytest.raises(
        WrongUse,
        match=r"recipe must be for the task detect: quick-boxes, .*; got quick, which is for",
    ):
        open_data_of(plan)
