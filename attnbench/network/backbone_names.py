"""The backbones by name, without torch.

timm is read as text, since importing it takes seconds; a test compares what is found with what timm
says of itself.
"""

import re
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from attnbench.errors import UnknownName
from attnbench.plan.plan import BACKBONE
from attnbench.tasks.tasks import TASKS

STEMS = ("timm", "cifar")

REGISTERED = re.compile(r"^@register_model\n(?:@.*\n)*def (\w+)\(", re.MULTILINE)


def known_backbones() -> list[str]:
    """Our backbones, those of the tasks, and timm's."""
    of_tasks = (name for task in TASKS.values() for name in task.networks)
    return [BACKBONE, *of_tasks, *sorted(_of_timm())]


def check_backbone(name: str) -> None:
    """Refuse a backbone that there is not, as long as timm was not loaded.

    Once it is, a file that the user named may have added backbones to it, and timm itself is asked.

    Raises:
        UnknownName: if there is no such backbone.
    """
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
