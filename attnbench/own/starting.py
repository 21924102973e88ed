"""The files with which a new module starts."""

import keyword
import re
import sys
from importlib.metadata import packages_distributions
from importlib.resources import files
from pathlib import Path
from string import Template

from attnbench.errors import WrongUse

EXAMPLE = "my_attention"

OWN = ("attnbench", "attnreport", "attnzoo")
"""Our packages, which an editable installation does not list."""


def class_name(name: str) -> str:
    """The class of a file: my_attention is MyAttention."""
    return "".join(part[:1].upper() + part[1:] for part in name.split("_"))


def starting_files(name: str, folder: Path) -> dict[Path, str]:
    """By path, the texts of a new module's file and its test.

    Raises:
        WrongUse: if the name is none for a file, or one of the files is there already.
    """
    if re.fullmatch(r"[a-z][a-z0-9_]*", name) is None or keyword.iskeyword(name):
        raise WrongUse(
            f"{name!r} is no name for a file of Python; pass small letters, digits and _, such as "
            f"{EXAMPLE}"
        )
    words = {"name": name, "class_name": class_name(name)}
    templates = {folder / f"{name}.py": "module.txt", folder / f"test_{name}.py": "test.txt"}
    for path in templates:
        if path.exists():
            raise WrongUse(f"{path} is there already; choose another name, or --output DIR")
    if name in {*sys.stdlib_module_names, *packages_distributions(), *OWN}:
        raise WrongUse(
            f"{name!r} is the name of an installed package, which the file would hide; choose "
            f"another, such as {EXAMPLE}"
        )
    return {path: _template(file).substitute(words) for path, file in templates.items()}


def _template(name: str) -> Template:
    return Template((files("attnbench") / "templates" / name).read_text(encoding="utf-8"))
