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
def here(tmp_path: Path) -> Checkout:
    tree = tmp_path / "tree"
    for folder in ("source", "work", ".venv/site-packages"):
        (tree / folder).mkdir(parents=True)
    (tree / "work" / "mine.py").touch()
    return Checkout(tree, COMMIT)


@pytest.fixture
def there(tmp_path: Path) -> Checkout:
    for folder in ("source", "work"):
        (tmp_path / "old" / folder).mkdir(parents=True)
    (tmp_path / "old" / "work" / "mine.py").touch()
    return Checkout(tmp_path / "old", COMMIT)


@pytest.fixture
def current(here: Checkout) -> Version:
    search = ("", str(here.root / "source"), str(here.root / ".venv/site-packages"), "/elsewhere")
    return now(here, here.root / "work", search)


def test_imports_come_from_the_checkout_and_the_rest_from_where_it_was(
    here: Checkout, there: Checkout, current: Version
) -> None:
    old = then("main", there, current)
    assert old.search == (
        str(there.root / "work"),
        str(there.root / "source"),
        str(here.root / ".venv/site-packages"),
        "/elsewhere",
    )
    assert old.folder == there.root / "work"


def test_a_folder_that_the_reference_lacks_stays(here: Checkout, current: Version) -> None:
    assert then("main", Checkout(here.root.parent / "none", COMMIT), current).folder == (
        current.folder
    )


def test_a_module_s_file_is_named_from_the_folder_of_work(here: Checkout) -> None:
    work = here.root / "work"
    plan = Plan(
        modules=parse_variants(f"{work}/mine.py:Gate(kernel_size=3),ema"), recipe=RECIPES["quick"]
    )
    assert portable(plan, here, work).modules == parse_variants("mine.py:Gate(kernel_size=3),ema")


def test_a_file_outside_the_repository_is_refused(here: Checkout, tmp_path: Path) -> None:
    plan = Plan(modules=parse_variants(f"{tmp_path}/other.py:Gate"), recipe=RECIPES["quick"])
    with pytest.raises(WrongUse, match="lies outside the repository"):
        portable(plan, here, here.root)


def test_data_and_weights_are_where_they_are(
    here: Checkout, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(here.root)
    (here.root / "flowers").mkdir()
    plan = Plan(
        modules=parse_variants("ema"),
        data="folder:flowers",
        weights="w.safetensors",
        recipe=RECIPES["quick"],
    )
    found = portable(plan, here, here.root)
    assert found.data == f"folder:{here.root}/flowers"
    assert found.weights == f"{here.root}/w.safetensors"
    assert Path(found.data_root).is_absolute()


def test_code_of_both_versions_in_one_process_is_refused(
    here: Checkout, there: Checkout, current: Version
) -> None:
    old = then("main", there, current)
    theirs = [str(here.root / "work/mine.py")]
    with pytest.raises(WrongUse, match=r"main was to be measured and .*mine\.py .* was imported"):
        refuse_mixed_code(theirs, theirs, old, current)


def test_a_repository_of_which_nothing_is_imported_is_refused(
    here: Checkout, there: Checkout, current: Version
) -> None:
    old = then("main", there, current)
    installed = [str(here.root / ".venv/site-packages/torch.py"), "/elsewhere/timm.py"]
    with pytest.raises(WrongUse, match="would be the same code"):
        refuse_mixed_code(installed, installed, old, current)
    refuse_mixed_code(installed, [*installed, str(here.root / "work/mine.py")], old, current)
