"""What to do where a user's module does not take its maps."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from torch import Tensor

from attnbench.own.adapter_options import GATE, NHWC, TOKENS
from attnbench.own.builder import Builder, Values
from attnbench.own.call import filled_options, working_call
from attnbench.own.nearest import nearest_option
from attnbench.own.trial import try_module
from attnbench.own.words import words_of
from attnbench.plan.map_value import depends_on_map
from attnbench.plan.option_text import OptionValue, value_text
from attnbench.plan.variant import INPUTS, LAYOUT, OUTPUT, Variant
from attnreport.text import listed
from attnzoo.fit import Shape

LAYOUT_TEXTS: Mapping[OptionValue, str] = {
    TOKENS: "it works on tokens (B, H * W, C)",
    NHWC: "it works on maps (B, H, W, C)",
}

NO_PLACE = (
    "a place lies between two layers that fit each other, so a module that changes channels or "
    "stride cannot go there: name a part of it that keeps them"
)
HINTS: Mapping[str, str] = {
    "NVIDIA": "it names a GPU: make tensors with device=x.device",
    "meta": "attnbench runs it on torch's meta device, where tensors have shapes and no values: "
    "compute from shapes, without .item(), numpy or `if` over values",
}
"""By a word of the reason."""

NO_OPTION = "no single option fixes it: choose another module or other places"


@dataclass(frozen=True, slots=True)
class Remedy:
    """What to do where a module does not take its maps."""

    text: str
    added: Values = field(default_factory=dict)
    """Options with which it works, as tried; empty where none are known."""


def remedy_of(builder: Builder, options: Values, shapes: Sequence[Shape]) -> Remedy:
    """The call that would work, or the nearest option; else what a module must not do.

    Args:
        builder: The module's.
        options: Those that were given, by name.
        shapes: The maps that it is to take, height and width included.
    """
    added = working_call(builder, options, shapes)
    if added:
        reasons = "; ".join(_reasons(builder, added))
        return Remedy(f"{reasons}: {_call_text(builder, options, added)}", added)
    nearest = nearest_option(builder, options, shapes)
    if nearest is not None:
        name, value = nearest
        where = "at every place" if len(shapes) > 1 else "here"
        return Remedy(f"{name}={value} would work {where}", {name: value})
    return Remedy(_hint(builder, options, shapes[0]))


def _reasons(builder: Builder, added: Values) -> list[str]:
    """Why each addition is proposed."""
    beside = frozenset(builder.signature.options)
    by_purpose: dict[str, list[str]] = {}
    for name, value in added.items():
        if name in (LAYOUT, INPUTS, OUTPUT) and name not in beside:
            continue
        words = words_of(name, beside)
        is_width = words is None or words.purpose in ("channels", "width")
        of_map = "channels" if is_width else "the size of the map"
        purpose = (
            f"like {of_map}"
            if depends_on_map(value)
            else f"like a number such as {value_text(value)}"
        )
        by_purpose.setdefault(purpose, []).append(name)
    texts = [
        f"{listed(names)} look{'s' if len(names) == 1 else ''} {purpose}"
        for purpose, names in by_purpose.items()
    ]
    if LAYOUT in added:
        texts.append(LAYOUT_TEXTS[added[LAYOUT]])
    if INPUTS in added:
        texts.append(f"its forward takes {added[INPUTS]} inputs, which can all be the map")
    if OUTPUT in added:
        texts.append(_output_text(added[OUTPUT]))
    return texts


def _output_text(output: OptionValue) -> str:
    if output == GATE:
        return "its output is a factor of the map"
    return f"the map is item {output} of its output"


def _call_text(builder: Builder, options: Values, added: Values) -> str:
    if ":" in builder.name:
        return f"write '{Variant(builder.name, tuple({**options, **added}.items()))}'"
    return f"pass {', '.join(f'{name}={value!r}' for name, value in added.items())}"


def _hint(builder: Builder, options: Values, shape: Shape) -> str:
    """What no option changes."""
    missing = builder.signature.missing(options)
    if missing:
        filled = next(filled_options(builder, options), {})
        values = ",".join(f"{name}={filled.get(name, '...')}" for name in missing)
        return f"pass {'it' if len(missing) == 1 else 'them'}, as in '{builder.name}({values})'"
    trial = try_module(builder, shape, options)
    if isinstance(trial.output, Tensor) and trial.output.ndim == len(("B", *shape)):
        return NO_PLACE
    hints = (hint for word, hint in HINTS.items() if word in (trial.reason or ""))
    return next(hints, NO_OPTION)
