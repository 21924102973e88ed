"""A key changes with what the numbers rest on, and with nothing else."""

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

import attnzoo
from attnbench.engine.keys.fingerprint import cell_key
from attnbench.engine.keys.source import _reachable, code_digest
from attnbench.plan.plan import CostCell, Plan, SpeedCell, TrainCell
from attnbench.plan.variant import THE_BASELINE, parse_variant
from attnbench.tasks.classification.data.folder import scan

PLAN = Plan(modules=("ema", "ca"))
EMA = parse_variant("ema")

Digests = Callable[[], list[str]]


def test_keys_start_with_readable_words() -> None:
    grouped = parse_variant("ema(groups=16)")
    assert cell_key(PLAN, TrainCell(grouped, 3)).startswith("train-ema-groups=16-seed3-")
    assert cell_key(PLAN, CostCell(THE_BASELINE)).startswith("cost-baseline-")
    assert cell_key(PLAN, SpeedCell(PLAN.variants)).startswith("speed-")


def test_the_same_cell_has_the_same_key() -> None:
    assert cell_key(PLAN, CostCell(EMA)) == cell_key(replace(PLAN, seeds=(5,)), CostCell(EMA))


def test_another_number_of_classes_is_another_network(tmp_path: Path) -> None:
    def keys() -> list[str]:
        plan = replace(PLAN, data=f"folder:{tmp_path}")
        return [cell_key(plan, cell) for cell in (CostCell(EMA), SpeedCell(plan.variants))]

    for name in ("cat", "dog"):
        add_class(tmp_path, name)
    before = keys()
    assert before == keys()
    scan.cache_clear()
    add_class(tmp_path, "emu")
    assert not {*before} & {*keys()}


def add_class(folder: Path, name: str) -> None:
    for split in ("train", "test"):
        (folder / split / name).mkdir(parents=True)
        Image.new("RGB", (8, 8)).save(folder / split / name / "1.png")


def test_seed_options_and_precision_change_the_key_of_a_training_cell() -> None:
    keys = {
        cell_key(PLAN, TrainCell(EMA, 0)),
        cell_key(PLAN, TrainCell(EMA, 1)),
        cell_key(PLAN, TrainCell(parse_variant("ema(groups=16)"), 0)),
        cell_key(replace(PLAN, precision="bf16"), TrainCell(EMA, 0)),
    }
    assert len(keys) == 4


PROGRAM = """
import sys
sys.path.insert(0, sys.argv[1])
from attnbench.engine.keys.source import code_digest
from attnbench.plan.variant import parse_variant
for _ in sys.stdin:
    print(*(code_digest(parse_variant(name)) for name in ("ema", "cbam", "se")), flush=True)
"""


def edit(file: Path, change: Callable[[str], str]) -> None:
    text = file.read_text()
    assert change(text) != text
    file.write_text(change(text))


@pytest.fixture(scope="module")
def zoo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a copy of the zoo, for the tests to edit."""
    folder = tmp_path_factory.mktemp("copy")
    shutil.copytree(Path(attnzoo.__file__).parent, folder / "attnzoo")
    return folder


@pytest.fixture(scope="module")
def digests(zoo: Path) -> Iterator[Digests]:
    """The code digests of EMA, CBAM and SE as another process finds them in the copy by now."""
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(zoo)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        asking, answers = process.stdin, process.stdout

        def ask() -> list[str]:
            asking.write("\n")
            asking.flush()
            return answers.readline().split()

        yield ask


def test_docstrings_and_comments_do_not_change_a_digest_but_code_does(
    zoo: Path, digests: Digests
) -> None:
    before = digests()
    ema = zoo / "attnzoo" / "mixed" / "ema.py"
    edit(ema, lambda text: text.replace("Efficient multi-scale", "Efficient, multi-scale"))
    edit(ema, lambda text: f"{text}\n# A comment.\n")
    assert digests() == before
    edit(ema, lambda text: text.replace(".softmax(1)", ".softmax(1).mul(1)"))
    after = digests()
    assert after[0] != before[0]
    assert after[1:] == before[1:]


def test_code_that_a_module_imports_counts_as_its_own(zoo: Path, digests: Digests) -> None:
    before = digests()
    edit(
        zoo / "attnzoo" / "parts.py",
        lambda text: text.replace("momentum=0.01", "momentum=0.02"),
    )
    after = digests()
    assert after[1] != before[1]
    assert (after[0], after[2]) == (before[0], before[2])


def test_a_module_of_ones_own_changes_with_its_file_and_what_lies_beside(tmp_path: Path) -> None:
    mine, beside, apart = (tmp_path / name for name in ("mine.py", "beside.py", "apart.py"))
    mine.write_text('"""Mine."""\nfrom beside import Part\nclass Mine(Part): pass\n')
    beside.write_text("from torch import nn\nclass Part(nn.Identity): pass\n")
    apart.write_text("x = 1\n")
    variant = parse_variant(f"{mine}:Mine")
    before = code_digest(variant)
    edit(mine, lambda text: text.replace("Mine.", "Mine, said better."))
    edit(apart, lambda text: text.replace("1", "2"))
    assert code_digest(variant) == before
    edit(beside, lambda text: text.replace("pass", "y = 1"))
    assert code_digest(variant) != before


def test_a_module_that_builds_on_the_zoo_changes_with_it(tmp_path: Path, zoo: Path) -> None:
    mine = tmp_path / "mine.py"
    mine.write_text("from attnzoo import EMA\nclass Mine(EMA): pass\n")
    reached = _reachable(mine, [tmp_path, zoo / "attnzoo"])
    assert zoo / "attnzoo" / "mixed" / "ema.py" in reached
