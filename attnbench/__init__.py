"""attnbench: does this attention module earn its cost in this network?

Public names are imported when they are first used, so that the command line starts without torch.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from attnbench.version import __version__

if TYPE_CHECKING:
    from attnbench.api.ablate import ablate as ablate
    from attnbench.api.check import check as check
    from attnbench.api.compare import compare as compare
    from attnbench.api.open_study import open_study as open_study
    from attnbench.api.regress import regress as regress
    from attnbench.api.reproduce import reproduce as reproduce
    from attnbench.cost.count import Cost as Cost
    from attnbench.cost.count import count as count
    from attnbench.cost.ledger import Ledger as Ledger
    from attnbench.cost.ledger import read_ledger as read_ledger
    from attnbench.engine.load import load as load
    from attnbench.injection.inject import inject as inject
    from attnbench.injection.injection import Injection as Injection
    from attnbench.injection.injection import Place as Place
    from attnbench.plan.plan import Plan as Plan
    from attnbench.plan.recipe import Recipe as Recipe
    from attnbench.tasks.recipes import RECIPES as RECIPES

HOMES = {
    "Cost": "attnbench.cost.count",
    "Injection": "attnbench.injection.injection",
    "Ledger": "attnbench.cost.ledger",
    "Place": "attnbench.injection.injection",
    "Plan": "attnbench.plan.plan",
    "RECIPES": "attnbench.tasks.recipes",
    "Recipe": "attnbench.plan.recipe",
    "ablate": "attnbench.api.ablate",
    "check": "attnbench.api.check",
    "compare": "attnbench.api.compare",
    "count": "attnbench.cost.count",
    "inject": "attnbench.injection.inject",
    "load": "attnbench.engine.load",
    "open_study": "attnbench.api.open_study",
    "read_ledger": "attnbench.cost.ledger",
    "regress": "attnbench.api.regress",
    "reproduce": "attnbench.api.reproduce",
}
"""The module of each public name, as imported above for type checkers; a test compares them."""

__all__ = ["__version__"]
__all__ += list(HOMES)


def __dir__() -> list[str]:
    """The public names, imported or not."""
    return __all__


def __getattr__(name: str) -> object:
    """Import a public name when it is first used (PEP 562)."""
    if name not in HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(HOMES[name]), name)
