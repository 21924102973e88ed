"""What is said of a file that fails when it is run."""

import traceback
from collections.abc import Mapping
from pathlib import Path

DISTRIBUTIONS: Mapping[str, str] = {
    "cv2": "opencv-python-headless",
    "PIL": "pillow",
    "skimage": "scikit-image",
    "sklearn": "scikit-learn",
    "yaml": "pyyaml",
}
"""By the name of an import, the package that brings it, where they differ."""


def failure_text(error: BaseException, path: Path) -> str:
    """What went wrong, in which line, and what to do.

    Args:
        error: What the file raised.
        path: Of the file, as it was typed.
    """
    return (
        f"{path} fails when it is run{_line(error, path)}: {type(error).__name__}: {error}; "
        f"{_remedy(error, path)}"
    )


def _remedy(error: BaseException, path: Path) -> str:
    if isinstance(error, ModuleNotFoundError) and error.name:
        top = error.name.partition(".")[0]
        roots = [folder for folder in path.resolve().parents if _lies_in(top, folder)]
        if roots:
            return f"{top} lies in {roots[0]}: run attnbench in that folder"
        return f"install what it imports: pip install {DISTRIBUTIONS.get(top, top)}"
    return "loading a module runs its file: fix it"


def _lies_in(name: str, folder: Path) -> bool:
    return (folder / f"{name}.py").is_file() or (folder / name).is_dir()


def _line(error: BaseException, path: Path) -> str:
    """The last line of the file that an error passed through, if any."""
    if isinstance(error, SyntaxError) and error.lineno:
        return f", line {error.lineno}"
    lines = [
        frame.lineno
        for frame in traceback.extract_tb(error.__traceback__)
        if Path(frame.filename).resolve() == path.resolve()
    ]
    return f", line {lines[-1]}" if lines else ""
