from dataclasses import replace
from pathlib import Path

import pytest

from attnbench.errors import WrongUse
from attnbench.plan.plan import Plan
from attnbench.plan.variant import parse_variants
from attnbench.regression.version import Version, now, portable, refuse_mixed_code, then
from attnbench.regression.worktree import Checkout
from attnbench.tasks.recipes import RECIPES

COMMIT = "0" * 40


@pytest.fixture
def tree(tmp_path: Path) -> Checkout:
    root = tmp_path / "tree"
    for folder in ("source", "work", ".venv/site-packages"):
        (root / folder).mkdir(parents=True)
    (root / "work" / "mine.py").touch()
    return Checkout(root, COMMIT)


@pytest.fixture
def reference(tmp_path: Path) -> Checkout:
    for folder in ("source", "work"):
        (tmp_path / "old" / folder).mkdir(parents=True)
    (tmp_path / "old" / "work" / "mine.py").touch()
    return Checkout(tmp_path / "old", COMMIT)


@pytest.fixture
def current(tree: Checkout) -> Version:
    search = ("", str(tree.root / "source"), str(tree.root / ".venv/site-packages"), "/elsewhere")
    return now(tree, tree.root / "work", search)


def test_imports_come_from_the_checkout_and_the_rest_from_where_it_was(
    tree: Checkout, reference: Checkout, current: Version
) -> None:
    old = then("main", reference, current)
    assert old.search == (
        str(reference.root / "work"),
        str(reference.root / "source"),
        str(tree.root / ".venv/site-packages"),
        "/elsewhere",
    )
    assert old.folder == reference.root / "work"


def test_a_folder_that_the_reference_lacks_stays(tree: Checkout, current: Version) -> None:
    assert then("main", Checkout(tree.root.parent / "none", COMMIT), current).folder == (
        current.folder
    )


def test_a_module_s_file_is_named_from_the_folder_of_work(tree: Checkout) -> None:
    work = tree.root / "work"
    plan = Plan(
        modules=parse_variants(f"{work}/mine.py:Gate(kernel_size=3),ema"), recipe=RECIPES["quick"]
    )
    assert portable(plan, tree, work).modules == parse_variants("mine.py:Gate(kernel_size=3),ema")


def test_a_file_outside_the_repository_is_refused(tree: Checkout, tmp_path: Path) -> None:
    plan = Plan(modules=parse_variants(f"{tmp_path}/other.py:Gate"), recipe=RECIPES["quick"])
    with pytest.raises(WrongUse, match="lies outside the repository"):
        portable(plan, tree, tree.root)


def test_data_and_weights_are_where_they_are(
    tree: Checkout, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tree.root)
    (tree.root / "flowers").mkdir()
    plan = Plan(
        modules=parse_variants("ema"),
        data="folder:flowers",
        weights="w.safetensors",
        recipe=RECIPES["quick"],
    )
    moved = portable(plan, tree, tree.root)
    assert moved.data == f"folder:{tree.root}/flowers"
    assert moved.weights == f"{tree.root}/w.safetensors"
    assert Path(moved.data_root).is_absolute()


def test_code_of_both_versions_in_one_process_is_refused(
    tree: Checkout, reference: Checkout, current: Version
) -> None:
    old = then("main", reference, current)
    imported = [str(tree.root / "work/mine.py")]
    with pytest.raises(WrongUse, match=r"main was to be measured and .*mine\.py .* was imported"):
        refuse_mixed_code(imported, imported, old, current)


def test_a_repository_of_which_nothing_is_imported_is_refused(
    tree: Checkout, reference: Checkout, current: Version
) -> None:
    old = then("main", reference, current)
    installed = [str(tree.root / ".venv/site-packages/torch.py"), "/elsewhere/timm.py"]
    with pytest.raises(WrongUse, match="would be the same code"):
        refuse_mixed_code(installed, installed, old, current)
    refuse_mixed_code(installed, [*installed, str(tree.root / "work/mine.py")], old, current)
    around = str(tree.root.parent)
    old, current = (replace(side, search=(around, *side.search)) for side in (old, current))
    refuse_mixed_code(installed, [*installed, str(tree.root / "work/mine.py")], old, current)
