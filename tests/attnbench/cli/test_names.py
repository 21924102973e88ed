"""What the shell completes is what there is, and is found fast, without torch."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from attnbench.cli import names
from attnbench.cli.commands import COMMANDS
from attnbench.cli.expand import declared
from attnbench.network.backbone import backbone_names
from attnbench.plan.module_name import registered
from attnbench.tasks.sources import find_source
from attnreport.comparison.comparison import compare
from attnreport.comparison.tables import comparison_table
from attnreport.record import AnyRecord
from attnreport.tables.choice import NoSuchColumn, choose_columns
from attnzoo import CATALOG
from tests.reports.conftest import cost, speed, train


def test_the_names_that_are_read_as_text_are_those_of_the_packages() -> None:
    assert set(names.modules()) == {
        *CATALOG,
        *registered(),
    }
    assert set(names.backbones()) == set(backbone_names())


def test_a_data_set_is_completed_to_its_name_or_to_its_beginning() -> None:
    for name in names.data_sets():
        is_open = name.endswith((":", "/"))
        assert find_source(f"{name}anything" if is_open else name)


def test_the_columns_that_are_completed_are_those_of_a_table() -> None:
    variants = ["baseline", "eca"]
    runs = [train(variant, 0) for variant in variants]
    records: list[AnyRecord] = [*map(cost, variants), *runs, speed(variants)]
    table = comparison_table(compare(records, variants))
    with pytest.raises(NoSuchColumn) as refusal:
        choose_columns(table, ["nothing"])
    keys = re.findall(r"\w+", str(refusal.value).partition("some of")[2].partition("(got")[0])
    assert set(keys) - set(names.columns()) == {"top1_at_best_validation"}


COMPLETE = """
import json, os, sys
from attnbench.cli import main
sys.argv = ["attnbench"]
os.environ["_ATTNBENCH_COMPLETE"] = "complete_bash"
for line in sys.stdin.read().splitlines():
    os.environ["COMP_WORDS"], os.environ["COMP_CWORD"] = line, str(line.count(" "))
    try: main()
    except SystemExit: print()
print(*sorted({"torch", "timm", "pandas", "numpy"} & set(sys.modules)))
"""

LINES = (
    "attnbench compare --backbone resnet50",
    "attnbench compare --modules ema,ec",
    "attnbench inspect --site resi",
    "attnbench list modules --family channel,spa",
    "attnbench reg",
    "attnbench report fi",
    "attnbench compare --study se",
)


def test_words_are_completed_without_torch(tmp_path: Path) -> None:
    (tmp_path / "attnbench-studies" / "first" / "records").mkdir(parents=True)
    (tmp_path / "second" / "records").mkdir(parents=True)
    result = subprocess.run(
        [sys.executable, "-c", COMPLETE],
        input="\n".join(LINES),
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
    )
    backbones, modules, sites, families, commands, *studies, loaded = result.stdout.split("\n\n")
    assert {"resnet50", "resnet50d"} <= set(backbones.split())
    assert (modules, sites, commands) == ("ema,eca", "residual", "regress")
    assert families == "channel,spatial"
    assert studies == ["first", "second"]
    assert loaded.strip() == ""


NAMED = {"module", "modules", "backbone", "data", "recipe", "train", "site", "task", "head", "stem"}
LISTED = {"format", "metrics", "executor", "device", "precision", "card", "family"}


def test_every_option_that_takes_a_name_completes_it() -> None:
    options = [option for command in COMMANDS for option in declared(command.request)]
    taken = {option.field.name for option in options}
    assert taken >= NAMED | LISTED
    for option in options:
        if option.field.name in NAMED | LISTED:
            assert option.declaration.names is not None, option.field.name
            assert list(option.declaration.names())
