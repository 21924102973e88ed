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
        WrongUse: if the name is not one for a Python file, or one of the files exists.
    """
    if re.fullmatch(r"[a-z][a-z0-9_]*", name) is None or keyword.iskeyword(name):
        raise WrongUse(
            f"{name!r} cannot name a Python file; use small letters, digits and _, as in {EXAMPLE}"
        )
    words = {"name": name, "class_name": class_name(name)}
    templates = {folder / f"{name}.py": "module.txt", folder / f"test_{name}.py": "test.txt"}
    for path in templates:
        if path.exists():
            raise WrongUse(f"{path} exists already; choose another name or another folder")
    if name in {*sys.stdlib_module_names, *packages_distributions(), *OWN}:
        raise WrongUse(
            f"{name!r} is an installed package, which the file would hide; choose another name, "
            f"such as {EXAMPLE}"
        )
    return {path: _template(file).substitute(words) for path, file in templates.items()}


def _template(name: str) -> Template:
    return Template((files("attnbench") / "templates" / name).read_text(encoding="utf-8"))
