"""The options that every module of a user has besides its own: how it is run on a map."""

from collections.abc import Mapping
from dataclasses import dataclass

from attnbench.plan.variant import INPUTS, LAYOUT, OUTPUT
from attnzoo import Option

NCHW = "nchw"
NHWC = "nhwc"
TOKENS = "tokens"
LAYOUTS = (NCHW, TOKENS, NHWC)

MAP = "map"
GATE = "gate"


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputOption(Option):
    """Which part of its output is the map, or that it is a factor of it."""

    @property
    def allowed(self) -> str:
        """The values that it takes, in words."""
        return f"{MAP}, {GATE}, or the place of the map in the output, from 0"

    def takes(self, value: object) -> bool:
        """Whether it is a word that it knows, or a place."""
        is_place = isinstance(value, int) and not isinstance(value, bool) and value >= 0
        return is_place or value in (MAP, GATE)


ADAPTER_OPTIONS: Mapping[str, Option] = {
    LAYOUT: Option(
        default=NCHW,
        kind=str,
        choices=LAYOUTS,
        meaning="how its input and output lie: (B, C, H, W), (B, H, W, C) or (B, H * W, C)",
    ),
    INPUTS: Option(
        default=1,
        kind=int,
        minimum=1,
        meaning="how many times its forward takes the map: 3 for queries, keys and values",
    ),
    OUTPUT: OutputOption(
        default=MAP,
        kind=object,
        meaning="which part of its output is the map, or that it is a factor of the map",
    ),
}
