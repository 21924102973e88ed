"""Names: of rows in print, where those that are called alike get their file, and near ones."""

from collections import Counter
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from types import MappingProxyType

MOST_NEAR = 3
"""Names that are suggested in place of an unknown one."""

LEAST_INSIDE = 3
"""Letters of a name that is looked for inside of others, too."""


NO_LABELS: Mapping[str, str] = MappingProxyType({})
"""Where rows are called what tables of a comparison call them."""


def tell_apart(labels: Mapping[str, str]) -> Mapping[str, str]:
    """By variant its name in print, with its file where another variant has the same name.

    Args:
        labels: By variant, such as `own/EMA.py:EMA(groups=8)`, its name without a file.
    """
    counts = Counter(labels.values())
    return {
        variant: f"{label} ({home})" if counts[label] > 1 and (home := home_of(variant)) else label
        for variant, label in labels.items()
    }


def variants_called(name: str, labels: Mapping[str, str]) -> list[str]:
    """The variants that are typed, or that tables call, by a name in whatever case.

    Args:
        name: Such as `ema(groups=16)`, `EMA_16` or `+ EMA`.
        labels: By variant, its name in print.

    Returns:
        One; several that are called so but for their files; or none.
    """
    if name in labels:
        return [name]
    text = name.lower().removeprefix("+ ")
    alike = [
        variant
        for variant, label in labels.items()
        if text in (label.lower(), label.removesuffix(f" ({home_of(variant)})").lower())
    ]
    return alike or [variant for variant in labels if variant.lower() == text]


def near_rows(name: str, labels: Mapping[str, str]) -> list[str]:
    """The rows that an unknown name may stand for, each as it is typed or as tables call it.

    Args:
        name: Such as `EMA_61`.
        labels: By variant, its name in print.
    """
    variants = {label: variant for variant, label in labels.items()}
    forms = near_names(name, [*labels, *variants], most=2 * MOST_NEAR)
    rows = {variants.get(form, form): form for form in reversed(forms)}
    return list(reversed(rows.values()))[:MOST_NEAR]


def near_names(name: str, known: Iterable[str], most: int = MOST_NEAR) -> list[str]:
    """The known names that an unknown one may stand for, the likeliest first, in whatever case.

    Args:
        name: Its options in brackets count only where the whole name is spelt much like another.
        known: The names that there are.
        most: Length of the longest list.
    """
    names = {other.lower(): other for other in known}
    text = name.lower()
    stem = text.partition("(")[0].strip()
    likely = [
        *get_close_matches(text, names, n=most),
        *(other for other in names if stem and other.startswith(stem)),
        *(other for other in names if len(stem) >= LEAST_INSIDE and stem in other),
    ]
    return [names[other] for other in dict.fromkeys(likely)][:most]


def home_of(variant: str) -> str:
    """The file or package that a variant's module is from; empty for one of the catalogue.

    Args:
        variant: As it is typed, such as `"my file.py:Mine"(C,heads=4)`.
    """
    quote = variant[:1]
    name = variant[1:].partition(quote)[0] if quote in "\"'" else variant.partition("(")[0]
    return name.rpartition(":")[0]
