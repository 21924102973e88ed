"""A printed size that is looked for."""

import re
from dataclasses import dataclass
from decimal import Decimal

from attnbench.cost.conventions import Quantity
from attnbench.errors import WrongUse
from attnreport.published.match import SCALES, Printed
from attnreport.published.paper import Unit

UNITS: dict[str, Unit] = {"K": "K", "M": "M", "G": "G"}


@dataclass(frozen=True, slots=True)
class Target:
    """One size with the digits in which it is printed."""

    quantity: Quantity
    printed: Printed

    def __str__(self) -> str:
        return f"{self.printed.text}{self.printed.unit}"

    @property
    def value(self) -> float:
        """The printed value as a count."""
        return float(Decimal(self.printed.text) * SCALES[self.printed.unit])

    @property
    def step(self) -> float:
        """One of the last printed digit, as a count: what rounds or truncates to it is nearer."""
        return float(SCALES[self.printed.unit]) / 10**self.printed.digits


def read_target(quantity: Quantity, parameter: str, text: str) -> Target:
    """A target from a text such as 23.85M.

    Args:
        quantity: What is printed.
        parameter: The text's name, for the error.
        text: Digits as printed, and the unit.

    Raises:
        WrongUse: if the text is no such number.
    """
    match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([KMGkmg])", text.strip())
    if match is None or not float(match[1]):
        raise WrongUse(
            f"must be the printed digits and their unit, K, M or G: 23.85M, 1.30G (got {text!r})",
            parameter=parameter,
        )
    return Target(quantity, Printed(text=match[1], unit=UNITS[match[2].upper()]))
