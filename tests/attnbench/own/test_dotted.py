"""Files of packages and repositories: relative imports, dotted names, imports from the root."""

import pickle
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch

from attnbench.errors import WrongUse
from attnbench.own.dotted import names_a_package
from attnbench.own.lookup import code_digest, find

GATE = """
import torch
from torch import nn
from ..conv import Conv


class Gate(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.conv = Conv(channels)

    def forward(self, x):
        return x * self.conv(x).sigmoid()
"""
CONV = """
from torch import nn


class Conv(nn.Conv2d):
    def __init__(self, channels):
        super().__init__(channels, channels, KERNEL)


KERNEL = 1
"""


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A repository with a package, a folder of scripts, and a plain folder of modules."""
    files = {
        "packaged/__init__.py": "",
        "packaged/conv.py": CONV,
        "packaged/blocks/__init__.py": "",
        "packaged/blocks/gate.py": GATE,
        "scripts/again.py": "from packaged.blocks.gate import Gate\n",
        "plain/conv.py": CONV,
        "plain/blocks/gate.py": GATE,
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    path, modules = list(sys.path), set(sys.modules)
    monkeypatch.chdir(tmp_path)
    yield tmp_path
    sys.path[:] = path
    for name in set(sys.modules) - modules:
        del sys.modules[name]


@pytest.mark.parametrize(
    ("name", "is_one"),
    [
        ("net.blocks.attn:Gate", True),
        ("attn:Outer.Inner", True),
        ("ema", False),
        ("net.blocks.attn", False),
        ("mine.py", False),
        ("net/attn:Gate", False),
        ("net..attn:Gate", False),
    ],
)
def test_a_dotted_name_has_a_colon_and_no_slash(name: str, is_one: bool) -> None:
    assert names_a_package(name) == is_one


NAMES = (
    "packaged/blocks/gate.py:Gate",
    "packaged.blocks.gate:Gate",
    "scripts/again.py:Gate",
    "plain/blocks/gate.py:Gate",
    "plain.blocks.gate:Gate",
)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.usefixtures("repository")
def test_a_module_of_a_repository_is_named_from_its_root(name: str) -> None:
    entry = find(name)
    assert entry.params(8) == 8 * 8 + 8
    module = entry.build(8)
    x = torch.randn(2, 8, 3, 3)
    assert torch.equal(pickle.loads(pickle.dumps(module))(x), module(x))


def test_a_file_of_a_package_is_found_from_elsewhere(
    repository: Path, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    assert find(f"{repository}/packaged/blocks/gate.py:Gate").params(8) == 8 * 8 + 8


@pytest.mark.parametrize("name", NAMES)
def test_an_edit_of_what_it_imports_changes_module_and_digest(name: str, repository: Path) -> None:
    before = code_digest(name)
    assert find(name).params(8) == 8 * 8 + 8
    for folder in ("packaged", "plain"):
        (repository / folder / "conv.py").write_text(CONV.replace("KERNEL = 1", "KERNEL = 3"))
    assert find(name).params(8) == 9 * 8 * 8 + 8
    assert code_digest(name) != before


def test_packages_of_one_name_in_two_repositories_are_two(repository: Path) -> None:
    other = repository / "fork" / "packaged"
    other.mkdir(parents=True)
    for name, text in (("__init__.py", ""), ("conv.py", CONV.replace("= 1", "= 3"))):
        (other / name).write_text(text)
    (other / "gate.py").write_text(GATE.replace("..conv", ".conv"))
    first, second = "packaged/blocks/gate.py:Gate", "fork/packaged/gate.py:Gate"
    for _ in range(2):
        assert find(first).params(8) == 8 * 8 + 8
        assert find(second).params(8) == 9 * 8 * 8 + 8


def test_a_name_of_an_installed_package_will_do() -> None:
    assert find("timm.layers:SEModule").misfit(16, 8, 8) is None
    assert code_digest("timm.layers:SEModule") != code_digest("timm.layers:EcaModule")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("packaged.blocks.gate:Gates", r"has no 'Gates'; it defines packaged\.blocks\.gate:Gate"),
        ("packaged.blocks.nothing:Gate", r"packaged/blocks/nothing\.py does not exist"),
        ("timm.nothing:Gate", "timm has no module nothing"),
        ("nowhere.blocks:Gate", "hold nowhere; run attnbench in the folder that holds it, or pip"),
        ("scripts/lost.py:Gate", "install what it imports: pip install opencv-python-headless"),
        ("scripts/deep.py:Gate", r"helpers lies in .*: run attnbench in that folder"),
        ("timm/own.py:Gate", "is a package called timm, but Python imports timm from"),
    ],
)
def test_what_is_not_there_is_told_where_it_is(
    name: str, text: str, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (repository / "scripts" / "lost.py").write_text("import cv2\n")
    (repository / "scripts" / "deep.py").write_text("from helpers.a import b\n")
    (repository / "helpers").mkdir()
    if name.startswith("timm/"):
        (repository / "timm").mkdir()
        (repository / "timm" / "__init__.py").write_text("")
        (repository / "timm" / "own.py").write_text("from . import other\n")
    if "deep" in name:
        monkeypatch.chdir(repository / "scripts")
        name = "deep.py:Gate"
    with pytest.raises(WrongUse, match=text):
        find(name)
