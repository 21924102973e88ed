"""The options and sites that a search tries."""

from collections.abc import Collection, Mapping, Sequence
from itertools import product

from attnbench.errors import WrongUse
from attnbench.injection.sites.table import SITES, check_site
from attnbench.own.levels import Levels, different, option_levels, split_levels
from attnbench.plan.option_text import OptionValue
from attnbench.plan.variant import SITE, Variant
from attnzoo import Entry, Option

SCALES = (1, 2, 4)
"""Factors by which whole numbers are tried larger and smaller."""

SearchSpace = Mapping[str, Levels]
"""The values to try by option, the usual one first; `site` is among the options."""


def make_space(
    entry: Entry, module: Variant, vary: Sequence[str], sites: Sequence[str] = ()
) -> SearchSpace:
    """The options and sites to try.

    Args:
        entry: The module's.
        module: The module; its given options stay as they are.
        vary: Options with the values to try, such as `reduction=8,16`; `site` is one too.
        sites: To try where none is named, the usual one first; by default `sites_to_try()`.

    Raises:
        UnknownOption: if the module has no such option.
        BadOption: if an option does not take a value.
        WrongUse: if a text cannot be read, or varies what the solver does not.
    """
    entry.check_options(module.module_options)
    if module.identity_at_start:
        raise WrongUse(f"no published size has identity_at_start; solve for {entry.name} without")
    usual = sites or sites_to_try()
    varied = dict(_read_levels(text, entry, usual[0]) for text in vary)
    for name in varied:
        if name in dict(module.options):
            raise WrongUse(f"{module} fixes {name}; leave one of them out")
    given = {**entry.by_name(module.module_options), SITE: module.site}
    fixed = {name: (value,) for name, value in given.items() if value is not None or name != SITE}
    return {
        SITE: tuple(usual),
        **{name: values_to_try(option) for name, option in entry.tunable.items()},
        **fixed,
        **varied,
    }


def sites_to_try(of_task: Collection[str] = ()) -> tuple[str, ...]:
    """Every site where the solver looks unless one is named, the usual one first.

    Args:
        of_task: The sites that networks of the task have besides.
    """
    return tuple(
        site.name
        for site in SITES.values()
        if site.solved and (not site.of_tasks or site.name in of_task)
    )


def _read_levels(text: str, entry: Entry, usual_site: str) -> tuple[str, Levels]:
    """The name of an option, and its levels with the usual one first."""
    name, words = split_levels(text)
    if name == SITE:
        for site in words:
            check_site(site)
        return name, _usual_first(usual_site, different(name, words))
    if name not in entry.options:
        raise WrongUse(
            f"solve does not vary {name}; vary {SITE} or an option of {entry.name}: "
            f"{', '.join(entry.options) or 'it has none'}"
        )
    option = entry.options[name]
    return name, _usual_first(option.default, option_levels(name, words, option))


def _usual_first(usual: OptionValue, levels: Levels) -> Levels:
    return tuple(sorted(levels, key=lambda level: level != usual))


def values_to_try(option: Option) -> Levels:
    """The default, then every other choice, the other side of a switch, or near whole numbers."""
    default = option.default
    others: Levels = option.choices
    if isinstance(default, bool):
        others = (not default,)
    elif not others and isinstance(default, int):
        near = (*(default * scale for scale in SCALES), *(default // scale for scale in SCALES))
        others = tuple(value for value in near if value >= (option.minimum or 1))
    return tuple(dict.fromkeys((default, *others)))


def combinations(space: SearchSpace) -> list[dict[str, OptionValue]]:
    """Every combination of options, the site left out."""
    names = [name for name in space if name != SITE]
    return [
        dict(zip(names, values, strict=True))
        for values in product(*(space[name] for name in names))
    ]
