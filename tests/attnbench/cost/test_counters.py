"""Every counter of the table keeps one contract, and one from outside needs its entry alone."""

from collections.abc import Iterator
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import get_args

import pytest
import torch
from torch import Tensor, nn

import attnbench
from attnbench.cli import main
from attnbench.cost.counters import COUNTERS, REFERENCE, MacCounter, markdown, rows
from attnbench.cost.disagreement import added_by_operator, cautions
from attnbench.cost.macs import count_macs
from attnbench.cost.not_counted import NotCounted
from attnbench.cost.operators import OperatorKind, kind_of_name
from attnbench.engine.cells.header import Job
from attnbench.engine.cells.measure import measure
from attnbench.plan.cells import CostCell
from attnbench.plan.plan import Plan
from attnbench.plan.variant import THE_BASELINE, parse_variants
from attnbench.regression.family import SHARED
from attnbench.tasks.recipes import RECIPES
from attnbench.tasks.sources import open_data_of
from attnreport.comparison.comparison import compare
from attnreport.comparison.tables import comparison_table
from attnreport.record import CostRecord
from attnreport.tables.formats import FORMATS
from tests.attnbench.cost.networks import CONVOLUTION, LINEAR, SIZE, Small
from tests.attnbench.injection.networks import narrow


@pytest.mark.parametrize("name", COUNTERS)
def test_every_entry_is_whole_and_counts_in_the_common_vocabulary(name: str) -> None:
    counter = COUNTERS[name]
    assert counter.name == name
    assert (name, counter.counts, counter.misses) in rows()
    for words in (counter.counts, counter.misses):
        assert words[0].islower()
        assert not words.endswith(".")
    for package in counter.packages:
        assert find_spec(package.partition(".")[0])
        assert package in SHARED
    network = Small().train()
    weights = [parameter.clone() for parameter in network.parameters()]
    counts = count_macs(name, network, SIZE)
    assert set(counts) <= set(get_args(OperatorKind)) - {"other"}
    assert (counts["convolution"], counts["linear"]) == (CONVOLUTION, LINEAR)
    assert network.training
    assert all(map(torch.equal, weights, network.parameters()))
    assert set(vars(network)) == set(vars(Small()))


def test_the_reference_comes_first() -> None:
    assert next(iter(COUNTERS)) == REFERENCE


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("aten.convolution", "convolution"),
        ("Conv2d", "convolution"),
        ("BatchNorm2d", "batch norm"),
        ("batch_norm", "batch norm"),
        ("instance_norm", "batch norm"),
        ("group_norm", "group norm"),
        ("LayerNorm", "layer norm"),
        ("adaptive_avg_pool2d", "pooling"),
        ("AdaptiveAvgPool2d", "pooling"),
        ("Softmax", "softmax"),
        ("aten.addmm", "linear"),
        ("aten.mm", "linear"),
        ("Linear", "linear"),
        ("aten.bmm", "matmul"),
        ("aten.baddbmm", "matmul"),
        ("matmul", "matmul"),
        ("aten._scaled_dot_product_flash_attention", "matmul"),
        ("upsample_nearest2d", "other"),
    ],
)
def test_counters_names_of_operators_have_one_vocabulary(name: str, kind: str) -> None:
    assert kind_of_name(name) == kind


def count_convolutions(model: nn.Module, image: Tensor) -> Iterator[tuple[str, int]]:
    counts: list[int] = []

    def add(part: nn.Module, _inputs: object, output: Tensor) -> None:
        assert isinstance(part, nn.Conv2d)
        counts.append(output.numel() * part.weight[0].numel())

    for part in model.modules():
        if isinstance(part, nn.Conv2d):
            part.register_forward_hook(add)
    model(image)
    yield "Conv2d", sum(counts)


OUTSIDE = MacCounter(
    name="convolutions",
    counts="convolutions alone",
    misses="everything else",
    device="meta",
    counting=lambda: count_convolutions,
)


def test_a_counter_from_outside_is_counted_explained_and_listed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], network: nn.Module
) -> None:
    monkeypatch.setitem(COUNTERS, "convolutions", OUTSIDE)
    assert attnbench.count(Small(), SIZE).macs["convolutions"] == CONVOLUTION
    before = attnbench.count(network)
    attnbench.inject(network, "se")
    after = attnbench.count(network)
    added = added_by_operator(before.macs_by_operator, after.macs_by_operator)
    assert added["convolutions"] == {}
    details = [caution.detail for caution in cautions(after.not_counted, added, "added")]
    assert any(text.startswith("convolutions sees 0 MACs added, torch") for text in details)
    with pytest.raises(SystemExit):
        main(("list", "counters"))
    assert "convolutions alone" in capsys.readouterr().out
    assert "| convolutions | convolutions alone | everything else |" in markdown()


def test_a_counter_from_outside_is_in_records_and_in_tables_of_every_format(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(COUNTERS, "convolutions", OUTSIDE)
    recipe = replace(RECIPES["quick"], name="sizes alone", epochs=0)
    plan = Plan(modules=parse_variants("eca"), recipe=recipe)
    source = open_data_of(plan)
    cells = [CostCell(variant) for variant in (THE_BASELINE, *plan.modules)]
    records = [
        measure(Job(plan, source, cell, str(cell.variant), "test"), lambda *_: None).record
        for cell in cells
    ]
    total = attnbench.count(narrow(), source.size).macs["convolutions"]
    for record in records:
        assert isinstance(record, CostRecord)
        assert record.macs["convolutions"] == total
    table = comparison_table(compare(records, [str(cell.variant) for cell in cells]))
    texts = {name: kind.render([table]) for name, kind in FORMATS.items()}
    assert all("convolutions" in text for text in texts.values())
    assert "macs_convolutions" in texts["csv"]
    assert f'"macs_convolutions": {total}' in texts["json"]
    assert "FLOPs (convolutions)" in texts["md"]


def test_a_counter_that_fails_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_model: nn.Module, _image: Tensor) -> Iterator[tuple[str, int]]:
        raise ArithmeticError("no numbers")
        yield

    counter = MacCounter(name="none", counts="", misses="", device="meta", counting=lambda: fail)
    monkeypatch.setitem(COUNTERS, "none", counter)
    with pytest.raises(NotCounted, match="none failed with ArithmeticError: no numbers"):
        count_macs("none", Small(), SIZE)
    cost = attnbench.count(Small(), SIZE)
    assert cost.macs["none"] is None
    assert "no numbers" in cost.not_counted["none"]


def test_the_docs_have_the_table() -> None:
    root = Path(__file__).parents[3]
    pages = [root / "README.md", *(root / "docs").glob("*.md")]
    assert any(markdown() in page.read_text(encoding="utf-8") for page in pages)
