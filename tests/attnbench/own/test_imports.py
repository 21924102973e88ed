"""A hash changes with the code of a file and of what it imports from beside it, and no other."""

import gc
import shutil
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import attnzoo
from attnbench.own.imports import digest_of, local_texts

ZOO = Path(attnzoo.__file__).parent


def edit(file: Path, change: Callable[[str], str]) -> None:
    text = file.read_text()
    assert change(text) != text
    file.write_text(change(text))


@pytest.fixture
def zoo(tmp_path: Path) -> Path:
    """A copy of the zoo to edit."""
    return shutil.copytree(ZOO, tmp_path / "attnzoo")


def digests(zoo: Path) -> list[str]:
    """Of EMA, CBAM and SE."""
    files = ("mixed/ema.py", "mixed/cbam.py", "channel/se.py")
    return [digest_of(local_texts(zoo / file, [zoo], Path.read_bytes)) for file in files]


def test_docstrings_and_comments_do_not_change_a_digest_but_code_does(zoo: Path) -> None:
    before, ema, options = digests(zoo), zoo / "mixed/ema.py", zoo / "mixed/ema_options.py"
    edit(ema, lambda text: text.replace("Efficient multi-scale", "Efficient, multi-scale"))
    edit(options, lambda text: text.replace("groups: Number of groups", "groups: How many groups"))
    edit(ema, lambda text: f"{text}\n# A comment.\n")
    edit(zoo / "shared_conv.py", lambda text: text.replace("Channels up to which", "Up to here"))
    assert digests(zoo) == before
    edit(ema, lambda text: text.replace(".softmax(1)", ".softmax(1).mul(1)"))
    after = digests(zoo)
    assert after[0] != before[0]
    assert after[1:] == before[1:]


def test_code_that_a_module_imports_counts_as_its_own(zoo: Path) -> None:
    before = digests(zoo)
    edit(zoo / "parts.py", lambda text: text.replace("momentum=0.01", "momentum=0.02"))
    after = digests(zoo)
    assert after[1] != before[1]
    assert (after[0], after[2]) == (before[0], before[2])


def test_what_a_module_takes_counts_as_its_code(zoo: Path) -> None:
    before = digests(zoo)
    edit(zoo / "channel/se_options.py", lambda text: text.replace("option(16", "option(8"))
    after = digests(zoo)
    assert after[2] != before[2]
    assert after[:2] == before[:2]


def test_the_module_whose_gate_is_shuffled_counts_as_code_of_the_control() -> None:
    control = ZOO / "control" / "shuffled_gate.py"
    reached = local_texts(control, [ZOO], Path.read_bytes)
    assert {ZOO / "mixed" / "ema.py", ZOO / "channel" / "se.py"} <= set(reached)


def test_a_file_reaches_what_lies_beside_it_its_packages_and_the_zoo(tmp_path: Path) -> None:
    (tmp_path / "package").mkdir()
    texts = {
        "mine.py": "from attnzoo import EMA\nimport package.inner, beside, numpy",
        "beside.py": "from deeper import *",
        "deeper.py": "x = (",
        "apart.py": "",
        "package/__init__.py": "",
        "package/inner.py": "from . import outer",
        "package/outer.py": "",
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text)
    reached = local_texts(tmp_path / "mine.py", [tmp_path, ZOO], Path.read_bytes)
    beside = {str(path.relative_to(tmp_path)) for path in reached if ZOO not in path.parents}
    assert beside == texts.keys() - {"apart.py"}
    assert ZOO / "mixed" / "ema.py" in reached


@pytest.fixture
def switching_threads() -> Iterator[None]:
    """Threads take turns in the middle of whatever makes objects, as they do now and then."""

    def wait(*_: object) -> None:
        time.sleep(0)

    thresholds = gc.get_threshold()
    gc.callbacks.append(wait)
    gc.set_threshold(50)
    yield
    gc.set_threshold(*thresholds)
    gc.callbacks.remove(wait)


@pytest.mark.usefixtures("switching_threads")
def test_files_can_be_hashed_in_several_threads(tmp_path: Path) -> None:
    file = tmp_path / "many.py"
    file.write_text("\n".join(f"x{line} = (1, [2, {{3: 4}}])" for line in range(300)))

    def digest(_: int) -> str:
        return digest_of(local_texts(file, [tmp_path], Path.read_bytes))

    with ThreadPoolExecutor(4) as threads:
        assert len(set(threads.map(digest, range(24)))) == 1
