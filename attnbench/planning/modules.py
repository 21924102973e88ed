"""The modules of a plan, as they are typed."""

from attnbench.errors import WrongUse
from attnbench.own.lookup import find
from attnbench.plan.variant import Variant, parse_variants
from attnzoo import CATALOG

ALL = "all"
"""In place of a list of modules: every one of the catalogue that fits."""


def read_modules(text: str) -> tuple[Variant, ...]:
    """The variants of a list such as `ema(groups=16),ca`, each known and with known options.

    `all` is every module of the catalogue, with its authors' options.

    Raises:
        WrongUse: if it names something unknown.
    """
    if text == ALL:
        return tuple(map(Variant, CATALOG))
    variants = parse_variants(text)
    if any(variant.module == ALL for variant in variants):
        raise WrongUse(
            f"must be {ALL} alone, or names without {ALL} (got {text!r})", parameter="modules"
        )
    for variant in variants:
        check(variant)
    return variants


def check(variant: Variant) -> None:
    """Refuse an unknown module or option, long before a network is built.

    Raises:
        UnknownName: if there is no such module.
        UnknownOption: if the module has no such option.
        BadOption: if an option does not take the value.
    """
    find(variant.module).check_options(variant.module_options)
