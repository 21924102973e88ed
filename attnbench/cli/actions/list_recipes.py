"""Print the recipes, or one of them in full."""

import typer

from attnbench.cli.commands.listing import ListRecipes
from attnbench.cli.tables import print_grid
from attnbench.tasks.recipe_files import read_recipe, recipe_toml
from attnbench.tasks.recipes import RECIPES

HEADS = ("Recipe", "Epochs", "Batch", "Optimizer", "LR", "Weight decay", "Schedule", "Source")


def run(request: ListRecipes) -> None:
    """Print a line for each recipe, or the TOML of one."""
    if request.name is not None:
        typer.echo(recipe_toml(read_recipe(request.name)), nl=False)
        return
    rows = [
        (
            recipe.name,
            str(recipe.epochs),
            str(recipe.batch_size),
            recipe.optimizer,
            f"{recipe.lr:g}",
            f"{recipe.weight_decay:g}",
            recipe.schedule,
            recipe.source,
        )
        for recipe in RECIPES.values()
    ]
    print_grid(HEADS, rows)
