"""The name of a module, however it was spelled."""

from collections.abc import Mapping
from importlib.metadata import EntryPoint, entry_points
from typing import TYPE_CHECKING

from attnbench.lazy import lazy
from attnbench.plan.option_text import OptionValue

if TYPE_CHECKING:
    from attnzoo import catalog
else:
    catalog = lazy("attnzoo.catalog")

GROUP = "attnbench.modules"
"""The entry-point group in which a package registers modules."""


OF = "of"
"""The option by which a control of the catalogue names another module."""


def module_name(text: str) -> str:
    """The name under which a module is known: `ema` for `EMA`, and any other name as it is.

    What an installed package has registered under the very name that was typed is not renamed.
    """
    name = catalog.canonical(text)
    return text if name != text and text in registered() else name


def of_name(module: str, option: str, value: OptionValue) -> OptionValue:
    """The value of an option, renamed where a module of the catalogue names another one by it."""
    is_name = option == OF and module in catalog.CATALOG and isinstance(value, str)
    return module_name(str(value)) if is_name else value


def registered() -> Mapping[str, EntryPoint]:
    """The modules that installed packages register, by name."""
    return {point.name: point for point in entry_points(group=GROUP)}
