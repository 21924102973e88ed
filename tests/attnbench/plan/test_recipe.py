"""Recipes are checked and read from files."""

from dataclasses import asdict, replace
from pathlib import Path

import pytest
import tomli_w

from attnbench.errors import UnknownName, WrongUse
from attnbench.plan.recipes import RECIPES, changed_recipe, read_recipe


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("epochs", -1),
        ("batch_size", 1),
        ("crop_padding", -1),
        ("rand_augment_magnitude", 31),
        ("mixup", -0.1),
        ("validation_share", 1.0),
        ("lr", float("nan")),
        ("warmup_epochs", -1),
        ("lr", 0.0),
        ("lr", float("inf")),
        ("weight_decay", -0.1),
        ("label_smoothing", 1.0),
    ],
)
def test_a_number_out_of_range_is_refused_by_name(field: str, value: float) -> None:
    with pytest.raises(WrongUse, match=f"{field}={value}"):
        replace(RECIPES["quick"], **{field: value})  # type: ignore[arg-type]  # any field


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"schedule": "zigzag"}, "schedule='zigzag' is none of cosine, step, one-cycle"),
        ({"precision": "fp64"}, "precision='fp64' is none of"),
        ({"crop": "none"}, "crop_padding=2 do not go together"),
        ({"schedule": "step"}, "pass schedule=step with milestones"),
        ({"milestones": (3,)}, "pass schedule=step with milestones"),
        ({"schedule": "step", "milestones": (4, 2)}, r"milestones=\[4, 2\] do not rise"),
        ({"warmup_epochs": 5}, "leaves nothing of epochs=5"),
        ({"warmup_bias_lr": 0.1}, "warmup_bias_lr=0.1 needs a warm-up"),
        ({"warmup_momentum": 0.8}, "warmup_momentum=0.8 needs a warm-up"),
        ({"mixup": 0.2, "batch_size": 63}, "batch_size=63 is odd"),
    ],
)
def test_what_does_not_go_together_is_refused(changes: dict[str, object], reason: str) -> None:
    with pytest.raises(WrongUse, match=reason):
        replace(RECIPES["quick"], **changes)  # type: ignore[arg-type]  # any fields


def test_the_papers_recipe_comes_with_both_weight_decays() -> None:
    script, text = RECIPES["nam200"], RECIPES["nam200-text"]
    assert (script.weight_decay, text.weight_decay) == (5e-4, 4e-5)
    assert replace(text, name="", source="", weight_decay=0) == replace(
        script, name="", source="", weight_decay=0
    )


def test_every_recipe_says_where_its_numbers_come_from() -> None:
    assert all(recipe.source for recipe in RECIPES.values())


def test_a_file_that_names_its_base_says_what_it_changes(tmp_path: Path) -> None:
    file = tmp_path / "longer.toml"
    file.write_text('base = "cifar30"\nepochs = 60\n')
    assert read_recipe(str(file)) == replace(
        RECIPES["cifar30"], name="longer", epochs=60, source="cifar30 with epochs changed"
    )


def test_a_base_that_there_is_not_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "bad.toml"
    file.write_text('base = "cifar31"\n')
    with pytest.raises(UnknownName, match="did you mean 'cifar30'"):
        read_recipe(str(file))


def test_a_file_reads_back_what_the_list_prints(tmp_path: Path) -> None:
    mine = replace(RECIPES["quick"], name="mine", epochs=2)
    file = tmp_path / "mine.toml"
    file.write_text(tomli_w.dumps(asdict(mine)))
    assert read_recipe(str(file)) == mine


def test_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(UnknownName, match="did you mean 'quick'"):
        read_recipe("quickk")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"epochs = [", "is not TOML"),
        (b"\xff\xfe", "is not TOML"),
        (b"name = 'x'", "is no recipe: epochs"),
        (tomli_w.dumps({**asdict(RECIPES["quick"]), "mass": 1}).encode(), "mass"),
        (tomli_w.dumps({**asdict(RECIPES["quick"]), "lr": "fast"}).encode(), "lr"),
        (tomli_w.dumps({**asdict(RECIPES["quick"]), "epochs": -3}).encode(), "epochs=-3"),
    ],
    ids=["broken", "binary", "fields missing", "field too many", "wrong type", "negative"],
)
def test_files_that_are_no_recipe_say_why(tmp_path: Path, content: bytes, reason: str) -> None:
    file = tmp_path / "bad.toml"
    file.write_bytes(content)
    with pytest.raises(WrongUse, match=reason):
        read_recipe(str(file))


def test_a_missing_file_is_named() -> None:
    with pytest.raises(WrongUse, match=r"cannot read recipe nothing\.toml: No such file"):
        read_recipe("nothing.toml")


def test_a_field_can_be_changed_and_the_source_says_so() -> None:
    changed = changed_recipe(RECIPES["quick"], {"lr": 0.1, "flip": 0.5})
    assert changed == replace(RECIPES["quick"], lr=0.1, flip=0.5, source=changed.source)
    assert changed.source == "quick with lr=0.1, flip=0.5"
    assert changed_recipe(RECIPES["quick"], {}) == RECIPES["quick"]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"learning_rate": 1}, "unknown field of a recipe 'learning_rate'"),
        ({"lr": -1}, r"lr=-1.* is not positive"),
        ({"epochs": "many"}, "recipe quick with epochs=many: epochs: Input should be a valid int"),
    ],
)
def test_a_change_that_a_recipe_does_not_take_is_refused(
    changes: dict[str, object], message: str
) -> None:
    with pytest.raises(WrongUse, match=message):
        changed_recipe(RECIPES["quick"], changes)
