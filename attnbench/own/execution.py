"""Runs Python files as modules, and runs them again when they or what they import have changed."""

import hashlib
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import invalidate_caches
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import CodeType, ModuleType

import attnzoo
from attnbench.errors import WrongUse
from attnbench.own.imports import Texts, digest_of, local_texts
from attnbench.own.packages import packaged_text

PREFIX = "attnbench_file_"
"""How the names begin under which files are loaded."""

ZOO = Path(attnzoo.__file__).resolve().parent
"""A file may build on the zoo, whose code then counts as its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedFile:
    """A file as it was when it was run."""

    module: ModuleType
    digest: str
    """Hash of its code, and of what it imports from its folder and from the zoo."""
    texts: Texts
    """It and what it imports from beside it."""

    def is_current(self) -> bool:
        """Whether running it again would run the same code."""
        return all(path.is_file() and path.read_bytes() == t for path, t in self.texts.items())


_LOADED: dict[str, LoadedFile] = {}
"""By the module's name; checked against the disk at every use."""


def run_file(path: Path) -> LoadedFile:
    """Run a file, with its folder searched for what it imports, unless it was run as it is now.

    Raises:
        WrongUse: if the file does not exist, or fails when it is run.
    """
    file = path.resolve()
    name = f"{PREFIX}{path.stem}_{hashlib.sha256(str(file).encode()).hexdigest()}"
    known = _LOADED.get(name)
    if known is not None and known.is_current():
        return known
    if not path.is_file():
        raise WrongUse(f"{path} does not exist; pass a Python file, as in path/to/mine.py:Class")
    if known is not None:
        _forget(known)
    _search(file.parent)
    _LOADED[name] = _run(name, path, file)
    return _LOADED[name]


class _ExactLoader(SourceFileLoader):
    """Runs the text that was hashed, whatever the file and its bytecode hold by then."""

    def __init__(self, name: str, path: str, text: bytes) -> None:
        super().__init__(name, path)
        self._text = text

    def get_code(self, fullname: str) -> CodeType:
        """Compile the text."""
        del fullname
        return self.source_to_code(self._text, self.path)


def _run(name: str, path: Path, file: Path) -> LoadedFile:
    texts = local_texts(file, [file.parent, ZOO], _text)
    loader = _ExactLoader(name, str(path.absolute()), texts[file])
    spec = spec_from_loader(name, loader)
    assert spec is not None
    module = module_from_spec(spec)
    # Pickle and dataclasses look a class's module up by name.
    sys.modules[name] = module
    try:
        with _without_bytecode():
            loader.exec_module(module)
    except (Exception, SystemExit) as error:
        del sys.modules[name]
        raise WrongUse(
            f"{path} fails when it is run{_line(error, path)}: {type(error).__name__}: {error}; "
            "loading a module runs its file: fix it"
        ) from error
    beside = {p: text for p, text in texts.items() if not p.is_relative_to(ZOO)}
    return LoadedFile(module=module, digest=digest_of(texts), texts=beside)


def _text(path: Path) -> bytes:
    return packaged_text(path) if path.is_relative_to(ZOO) else path.read_bytes()


@contextmanager
def _without_bytecode() -> Iterator[None]:
    """Leave no bytecode of what lies beside: of an edit within a second Python would not know."""
    before = sys.dont_write_bytecode
    sys.dont_write_bytecode = True
    try:
        yield
    finally:
        sys.dont_write_bytecode = before


def _forget(known: LoadedFile) -> None:
    """Have everything that a file has imported from beside it imported again."""
    invalidate_caches()
    _LOADED.pop(known.module.__name__)
    for name, module in list(sys.modules.items()):
        file = getattr(module, "__file__", None)
        if file and Path(file).resolve() in known.texts:
            del sys.modules[name]


def _search(folder: Path) -> None:
    """Let imports find what lies in a folder: after all packages, before other files' folders."""
    others = {
        Path(str(module.__file__)).resolve().parent
        for name, module in sys.modules.items()
        if name.startswith(PREFIX)
    } - {folder}
    indices = [index for index, path in enumerate(sys.path) if Path(path).resolve() in others]
    first = min(indices, default=len(sys.path))
    if str(folder) in sys.path and sys.path.index(str(folder)) > first:
        sys.path.remove(str(folder))
    if str(folder) not in sys.path:
        sys.path.insert(first, str(folder))
    tops = {_top(name) for name in sys.modules}
    namesakes = {top for top in tops if _is_namesake(top, folder, others)}
    for name in [name for name in sys.modules if _top(name) in namesakes]:
        del sys.modules[name]


def _top(name: str) -> str:
    return name.partition(".")[0]


def _is_namesake(top: str, folder: Path, others: set[Path]) -> bool:
    """Whether an imported module lies beside another file, and has a namesake in the folder."""
    file = getattr(sys.modules.get(top), "__file__", None)
    has_namesake = (folder / f"{top}.py").exists() or (folder / top / "__init__.py").exists()
    if not file or not has_namesake or top.startswith(PREFIX):
        return False
    home = Path(file).resolve().parent
    return (home.parent if Path(file).name == "__init__.py" else home) in others


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
