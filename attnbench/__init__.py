"""attnbench: does this attention module earn its cost in this network?

Public names are resolved when they are first used, so that the command line starts without torch.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from attnbench.version import __version__

if TYPE_CHECKING:
    from attnbench.cost.count import Cost, count
    from attnbench.cost.ledger import Ledger, read_ledger
    from attnbench.doctor.examination import check
    from attnbench.engine.load import load
    from attnbench.engine.run import compare
    from attnbench.injection.injection import Injection, Place, inject
    from attnbench.plan.plan import Plan
    from attnbench.plan.recipe import Recipe
    from attnbench.plan.recipes import RECIPES

_HOMES = {
    "Cost": "attnbench.cost.count",
    "Injection": "attnbench.injection.injection",
    "Ledger": "attnbench.cost.ledger",
    "Place": "attnbench.injection.injection",
    "Plan": "attnbench.plan",
    "RECIPES": "attnbench.plan.recipes",
    "Recipe": "attnbench.plan.recipe",
    "check": "attnbench.doctor.examination",
    "compare": "attnbench.engine.run",
    "count": "attnbench.cost.count",
    "inject": "attnbench.injection.injection",
    "load": "attnbench.engine.load",
    "read_ledger": "attnbench.cost.ledger",
}

__all__ = [
    "RECIPES",
    "Cost",
    "Injection",
    "Ledger",
    "Place",
    "Plan",
    "Recipe",
    "__version__",
    "check",
    "compare",
    "count",
    "inject",
    "load",
    "read_ledger",
]


def __dir__() -> list[str]:
    """The public names, resolved or not."""
    return __all__


def __getattr__(name: str) -> object:
    """Import a public name's home when it is first asked for (PEP 562)."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
