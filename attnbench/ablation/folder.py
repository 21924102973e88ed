"""An ablation on disk: its design beside the one study it fills, or above several.

STUDY/design.json          STUDY is an ordinary study where there is one plan
STUDY/<name>/              one study for each of several plans, such as backbone=resnet18
"""

from collections.abc import Iterable, Mapping
from pathlib import Path
from urllib.parse import quote

from attnbench.errors import WrongUse
from attnbench.files import write_file
from attnbench.study_names import DESIGN
from attnreport.ablation.design import Design, dump_design, load_design


def study_folders(folder: Path, names: Iterable[str]) -> Mapping[str, Path]:
    """The folder of each study by name; a study without a name is in the folder itself."""
    return {name: folder / quote(name, safe="=,") if name else folder for name in names}


def write_design(folder: Path, design: Design) -> None:
    """Store a design, in place of an older one.

    Raises:
        WrongUse: if the folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_file(folder / DESIGN, dump_design(design))
    except OSError as error:
        raise WrongUse(
            f"must be a folder that can be written ({folder}: {error.strerror}); name another",
            parameter="study",
        ) from error


def read_design(folder: Path) -> Design | None:
    """The design of a folder; None where there is none.

    Raises:
        UnreadableDesign: if the file is damaged or of a newer schema.
        WrongUse: if it cannot be read.
    """
    file = folder / DESIGN
    if not file.exists():
        return None
    try:
        return load_design(file.read_bytes(), str(file))
    except OSError as error:
        raise WrongUse(f"cannot read {file}: {error.strerror}; make it readable") from error
