"""What measures nothing loads no torch, and so answers at once."""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from attnbench.ablation.reading import AblationRequest, read_ablation
from attnbench.cli.actions.ablate_measure import default_folder
from attnbench.engine.cells.header import Job
from attnbench.engine.stored import cell_keys
from attnbench.plan.cells import Cell, CostCell, SpeedCell, TrainCell
from attnbench.plan.variant import Variant, parse_variants
from attnbench.planning.choices import Choices
from attnbench.planning.make import make_plan
from attnbench.study import Study
from attnbench.study_names import DEFAULT_ROOT
from attnbench.tasks.sources import open_data_of
from attnreport.record import NULL_ROW, AnyRecord
from tests.attnbench.cli.test_wrong_use import WRONG, lay_out
from tests.reports.conftest import VARIANTS, cost, speed, train

PROGRAM = """
import json, sys
from attnbench.cli import main
class Guard:
    is_passed = False
    def find_spec(self, name, *_):
        if name in sys.argv[1:]:
            self.is_passed = True
            raise ImportError(f"{name} is kept out")
guard = Guard()
sys.meta_path.insert(0, guard)
for line in sys.stdin:
    guard.is_passed = False
    try: main(json.loads(line))
    except SystemExit as end: code = end.code or 0
    print("\\nended", code, *["wants it"] * guard.is_passed)
"""

COMPARE = "compare --modules ema,ca,eca --seeds 3 --device cpu --precision fp32"
ABLATE = "ablate --groups 16,32 --seeds 3 --device cpu --precision fp32"
COMMANDS = (
    COMPARE,
    ABLATE,
    "compare --study study",
    "list modules --year 2021.. --fits 96,14,14",
    "report study --format md",
    "plan-seeds study --detect 1",
    "studies --folder .",
    "studies show study",
    "studies merge study copy",
    "studies remove copy --yes",
    "baseline save kept.json --study study",
    "regress --baseline kept.json --current study --history runs",
    "history runs",
)
"""Each is run in the one process after those before it."""

NEED_TORCH = (
    *("groups that do not divide", "even kernel", "window above the map"),
    *("stem that does not fit", "site that matches nothing", "site on a norm"),
    *("site on an occupied slot", "backbone without known branches"),
    *("site without its structure", "convolution as cheap as eca", "folder for a module"),
    "inspect a size that the network does not take",
    "inspect an image of one channel",
    "check a file that is not there",
    *("check a file without a class", "check a class that is not there", "check what is no class"),
    *("filter without a match", "sheet below a file"),
    *("check the baseline", "check channels that do not fit", "an unknown check", "no check left"),
)
"""Wrong use that only a network, a module that is run, or the table of checks can tell."""

UNKNOWN_STUDY = (
    "report nosuch",
    "report",
    "report nosuch --full --format md --columns method",
    "report nosuch --explain EMA:Top-1",
    "compare --study nosuch",
    "baseline save kept.json --study nosuch",
)
"""Where no study is called so, or there is none at all."""


def ended(
    folder: Path, commands: Sequence[Sequence[str]], kept_out: Sequence[str] = ("torch",)
) -> Iterator[str]:
    """The exit code of each command, and whether it wanted a package, of one process."""
    result = subprocess.run(
        [sys.executable, "-c", PROGRAM, *kept_out],
        input="".join(f"{json.dumps(list(command))}\n" for command in commands),
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
    )
    assert result.returncode == 0, result.stderr
    lines = (line for line in result.stdout.splitlines() if line.startswith("ended"))
    return (line.partition(" ")[2] for line in lines)


@pytest.fixture
def finished(tmp_path: Path) -> Path:
    """Where `COMPARE` and `ABLATE` have their studies, and a copy, finished by today's code."""
    choices = Choices(seeds=(0, 1, 2), device="cpu", precision="fp32")
    compared = make_plan(parse_variants("ema,ca,eca"), choices)
    what = AblationRequest(vary=("groups=16,32",))
    ablation = read_ablation(make_plan(parse_variants("ema"), choices), Variant("ema"), what)
    ablated = ablation.plans[""]
    for folder, plan in (
        (tmp_path / DEFAULT_ROOT / compared.digest(), compared),
        (tmp_path / "study", compared),
        (tmp_path / default_folder(ablation), ablated),
    ):
        study, source = Study.open(folder, plan), open_data_of(plan)
        for cell, key in cell_keys(plan, source).items():
            header = Job(plan, source, cell, key, COMPARE).header()
            study.write(replace(planted(cell), **header))
    return tmp_path


def planted(cell: Cell) -> AnyRecord:
    """A record of a cell, with the numbers of EMA for its variants."""
    match cell:
        case CostCell(variant):
            # As few as the network has: the batch that is timed follows from them.
            record = replace(cost(_known(variant)), macs={"torch": 18_000_000})
            return replace(record, variant=str(variant))
        case TrainCell(variant, seed):
            return replace(train(_known(variant), seed), variant=str(variant))
        case SpeedCell(variants):
            timed = speed(VARIANTS)
            seconds = {str(variant): timed.latency_s[_known(variant)] for variant in variants}
            seconds[NULL_ROW] = timed.latency_s[NULL_ROW]
            return replace(
                timed,
                variants=tuple(map(str, variants)),
                forward_s=seconds,
                latency_s=seconds,
                train_step_s=seconds,
            )


def _known(variant: Variant) -> str:
    """The variant whose planted numbers it gets."""
    return str(variant) if str(variant) in VARIANTS else "ema"


def test_what_reads_stored_results_alone_loads_no_torch(finished: Path) -> None:
    codes = ended(finished, [command.split() for command in COMMANDS])
    assert dict(zip(COMMANDS, codes, strict=True)) == dict.fromkeys(COMMANDS, "0")


def test_wrong_use_is_refused_without_torch(tmp_path: Path) -> None:
    lay_out(tmp_path)
    wrong = [name for name in WRONG if name not in NEED_TORCH]
    codes = ended(tmp_path, [WRONG[name][0] for name in wrong])
    assert dict(zip(wrong, codes, strict=True)) == dict.fromkeys(wrong, "2")


def test_an_unknown_study_is_refused_before_what_makes_tables_is_loaded(tmp_path: Path) -> None:
    commands = [command.split() for command in UNKNOWN_STUDY]
    codes = ended(tmp_path, commands, kept_out=("torch", "pandas", "scipy", "matplotlib"))
    assert dict(zip(UNKNOWN_STUDY, codes, strict=True)) == dict.fromkeys(UNKNOWN_STUDY, "2")
