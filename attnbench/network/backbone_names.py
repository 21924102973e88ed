"""The backbones by name, without torch.

timm is read as text, since importing it takes seconds; a test compares what is found with what timm
says of itself.
"""

import re
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from attnbench.errors import UnknownName, WrongUse
from attnbench.plan.option_text import OptionValue, parse_value, split_list
from attnbench.plan.plan import BACKBONE
from attnbench.tasks.tasks import TASKS

STEMS = ("timm", "cifar")

WITH_OPTIONS = re.compile(r"\s*([^\s()]+)\s*\((.*)\)\s*")
"""A name and what is in the parentheses behind it."""

OF_A_PLAN = ("pretrained", "num_classes", "checkpoint_path", "features_only", "in_chans")
"""Options of timm that a plan sets, or that make another network of a backbone."""

REGISTERED = re.compile(r"^@register_model\n(?:@.*\n)*def (\w+)\(", re.MULTILINE)


def known_backbones() -> list[str]:
    """Our backbones, those of the tasks, and timm's."""
    of_tasks = (name for task in TASKS.values() for name in task.networks)
    return [BACKBONE, *of_tasks, *sorted(_of_timm())]


def split_backbone(text: str) -> tuple[str, dict[str, OptionValue]]:
    """The name of a backbone and timm's options for it, from a text such as `resnet50`.

    Args:
        text: A name, or `resnet50(output_stride=8)`.

    Raises:
        WrongUse: if an option cannot be read, is there twice, or is one that a plan sets.
    """
    match = WITH_OPTIONS.fullmatch(text)
    if match is None:
        return text, {}
    pairs = [_option(part, text) for part in split_list(match[2])]
    if len(dict(pairs)) < len(pairs):
        raise WrongUse(f"must give an option once, got {text!r}", parameter="backbone")
    return match[1], dict(pairs)


def _option(text: str, whole: str) -> tuple[str, OptionValue]:
    name, _, value = (part.strip() for part in text.partition("="))
    if not (name.isidentifier() and value):
        raise WrongUse(
            f"must be a name or name(option=value,...), such as resnet50(output_stride=8), got "
            f"{whole!r}",
            parameter="backbone",
        )
    if name in OF_A_PLAN:
        raise WrongUse(f"cannot have the option {name}, got {whole!r}", parameter="backbone")
    return name, parse_value(value)


def check_backbone(text: str) -> None:
    """Refuse a backbone that there is not, as long as timm was not loaded.

    Once it is, a file that the user named may have added backbones to it, and timm itself is asked.

    Args:
        text: See `split_backbone`.

    Raises:
        UnknownName: if there is no such backbone.
        WrongUse: if its options cannot be read.
    """
    name, _ = split_backbone(text)
    if name == BACKBONE or "timm" in sys.modules:
        return
    known = known_backbones()
    architecture = name.partition(".")[0]  # timm has the names of pretrained weights behind a dot.
    if name not in known and architecture not in known:
        raise UnknownName("backbone", name, known, "attnbench list backbones")


def check_stem(name: str) -> None:
    """Refuse a stem that there is not.

    Raises:
        UnknownName: if there is no such stem.
    """
    if name not in STEMS:
        raise UnknownName("stem", name, STEMS, "attnbench compare --help")


def _of_timm() -> Iterator[str]:
    """The models that the files of timm register; timm is not imported."""
    spec = find_spec("timm")
    for folder in (spec and spec.submodule_search_locations) or ():
        for file in sorted(Path(folder, "models").glob("*.py")):
            yield from REGISTERED.findall(file.read_text(encoding="utf-8"))
