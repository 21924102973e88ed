"""The modules of a plan, as they are typed."""

from attnbench.errors import WrongUse
from attnbench.own.lookup import find
from attnbench.plan.plan import parsed_modules
from attnbench.plan.session import Modules
from attnbench.plan.variant import Variant
from attnzoo import CATALOG

ALL = "all"
"""In place of a list of modules: every one of the catalogue that fits."""


def read_modules(modules: Modules, parameter: str = "modules") -> tuple[Variant, ...]:
    """The variants of a list such as `ema(groups=16),ca`, each known and with known options.

    Args:
        modules: The list, or in Python its parts; `all` is every module of the catalogue, with its
            authors' options.
        parameter: What takes it.

    Raises:
        WrongUse: if it names something unknown, or nothing.
    """
    if modules == ALL:
        return tuple(map(Variant, CATALOG))
    variants = _variants(modules, parameter)
    if any(variant.module == ALL for variant in variants):
        raise WrongUse(
            f"must be {ALL} alone, or names without {ALL} (got {modules!r})", parameter=parameter
        )
    for variant in variants:
        check(variant)
    return variants


def read_module(module: Modules) -> Variant:
    """The one variant of a text, or in Python what stands for it; the baseline is one too.

    Raises:
        WrongUse: if it names something unknown, or several.
    """
    variants = _variants(module, "module")
    if len(variants) != 1:
        raise WrongUse(
            f"must name one module, not {len(variants)} (got {module!r})", parameter="module"
        )
    if not variants[0].is_baseline:
        check(variants[0])
    return variants[0]


def _variants(modules: object, parameter: str) -> tuple[Variant, ...]:
    rows = parsed_modules(modules)
    if not (isinstance(rows, tuple) and rows and all(isinstance(row, Variant) for row in rows)):
        raise WrongUse(
            f"must be names, classes or functions, such as 'ema,ca' (got {modules!r})",
            parameter=parameter,
        )
    return rows


def check(variant: Variant) -> None:
    """Refuse an unknown module or option, long before a network is built.

    Raises:
        UnknownName: if there is no such module.
        UnknownOption: if the module has no such option.
        BadOption: if an option does not take the value.
    """
    find(variant.module).check_options(variant.module_options)
