"""Names of rows in print: those that are called alike get the file that they are from."""

from collections import Counter
from collections.abc import Mapping


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


def home_of(variant: str) -> str:
    """The file or package that a variant's module is from; empty for one of the catalogue.

    Args:
        variant: As it is typed, such as `"my file.py:Mine"(C,heads=4)`.
    """
    quote = variant[:1]
    name = variant[1:].partition(quote)[0] if quote in "\"'" else variant.partition("(")[0]
    return name.rpartition(":")[0]
