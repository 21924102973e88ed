"""The page about segmentation lists its recipes, with the steps that they take."""

from pathlib import Path

from attnbench.tasks.segmentation.recipes import RECIPES

PAGE = Path(__file__).parents[2] / "docs" / "segmentation.md"


def test_every_recipe_is_in_the_table_with_its_epochs_and_its_batch() -> None:
    text = PAGE.read_text(encoding="utf-8")
    rows = [
        [field.strip() for field in line.strip("|").split("|")]
        for line in text.partition("| recipe |")[2].splitlines()
        if line.startswith("| `")
    ]
    assert [name.strip("`") for name, *_ in rows] == [recipe.name for recipe in RECIPES]
    for recipe, (_, steps, batch, *_) in zip(RECIPES, rows, strict=True):
        assert f"{recipe.epochs} epochs" in steps
        assert int(batch) == recipe.batch_size
