"""What to say where an installed library cannot be loaded."""

from importlib.metadata import PackageNotFoundError, version
from traceback import walk_tb

LIBRARIES = ("torchvision", "torch", "timm")
"""Those that break when their versions do not belong together; the one to name comes first."""


def unloadable(error: Exception) -> str | None:
    """The text for an error that came up while one of the libraries was imported; else None."""
    importing = {
        str(frame.f_globals.get("__name__", "")).partition(".")[0]
        for frame, _ in walk_tb(error.__traceback__)
        if frame.f_code.co_name == "<module>"
    }
    missing = error.name if isinstance(error, ModuleNotFoundError) else None
    broken = next((name for name in LIBRARIES if name in importing or name == missing), None)
    if broken is None:
        return None
    installed = ", ".join(f"{name} {_version(name)}" for name in LIBRARIES)
    return (
        f"{broken} cannot be loaded ({type(error).__name__}: {error}); installed are {installed}, "
        "which must belong together: pip install --upgrade torch torchvision timm"
    )


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "(none)"
