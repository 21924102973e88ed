"""Papers are read from TOML, and what is wrong with a file is named by its field."""

import re
from collections import Counter
from decimal import Decimal

import pytest

from attnreport.published.paper import (
    Paper,
    UnreadablePaper,
    read_paper,
    shipped_papers,
)

GOOD = """
name = "mine"
title = "A paper"
authors = "Somebody"
source = "Nowhere"
link = "https://example.org"

[[tables]]
name = "mine-sizes"
caption = "Sizes"
place = "Table 4"
page = "7"
units = { params = "M" }
scores = [{ name = "top1", head = "Top-1", prints_error = true }]

[tables.setting]
backbone = "resnet18"
data = "cifar10"
input_size = [3, 32, 32]
num_classes = 10

[[tables.rows]]
label = "+ SE"
variant = "se"
printed = { params = "11.2", top1 = ["24.39", "24.5"] }
"""


def test_a_file_becomes_a_paper() -> None:
    (table,) = read_paper(GOOD, "mine.toml").tables
    (row,) = table.rows
    assert table.setting_of(row) == table.setting
    assert row.printed["params"] == ("11.2",)
    (score,) = table.scores
    assert (score.name, score.head, score.unit, score.higher_is_better) == (
        "top1",
        "Top-1",
        "%",
        True,
    )
    assert list(map(score.read, row.printed["top1"])) == [Decimal("75.61"), Decimal("75.5")]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('name = "mine"\n', "", "name: "),
        ('name = "mine"\n', "name = ", "not TOML"),
        ('"11.2"', '"eleven"', "tables.1.rows.1.printed.params.1"),
        ('"11.2"', "11.2", "tables.1.rows.1.printed.params"),
        ('params = "M"', 'params = "miles"', "tables.1.units.params"),
        ('params = "M"', 'params = "%"', "tables.1.units.params"),
        ('params = "M"', "", "'+ SE' prints params, which neither units nor scores names"),
        ('name = "top1"', 'name = "top2"', "'+ SE' prints top1, which neither units nor scores"),
        ('head = "Top-1", ', "", "tables.1.scores.1.head"),
        ("prints_error = true", "is_error = true", "tables.1.scores.1.is_error"),
        ('variant = "se"', 'vary = "se"', "tables.1.rows.1.vary"),
        ('variant = "se"', 'variant = "se"\nabsent = "why"', "'+ SE' needs either a variant"),
        ("[3, 32, 32]", "[32, 32]", "tables.1.setting.input_size"),
        ("[3, 32, 32]", "[3, 0, 32]", "tables.1.setting.input_size.2"),
        ("num_classes = 10", "num_classes = 0", "tables.1.setting.num_classes"),
        ("num_classes = 10", "num_classes = -1", "tables.1.setting.num_classes"),
        ('"11.2"', '["11.2", "11.3"]', "'+ SE' prints 2 values of params, and a network has one"),
        (GOOD[GOOD.index("[[tables]]") :], "tables = []", "tables: "),
    ],
)
def test_what_is_wrong_is_named_by_file_and_field(old: str, new: str, words: str) -> None:
    assert old in GOOD
    with pytest.raises(UnreadablePaper, match=re.escape(words)) as error:
        read_paper(GOOD.replace(old, new, 1), "mine.toml")
    assert str(error.value).startswith("mine.toml is no")
    assert str(error.value).endswith("see docs/papers.md for the format")


def test_a_table_without_rows_is_refused() -> None:
    head, _, _ = GOOD.partition("[[tables.rows]]")
    without = head.replace("[tables.setting]", "rows = []\n[tables.setting]")
    with pytest.raises(UnreadablePaper, match=r"mine\.toml is not a paper: tables\.1\.rows: "):
        read_paper(without, "mine.toml")


def test_a_row_may_have_a_setting_of_its_own() -> None:
    own = 'backbone = "yolov5n"\nhead = "h"\nsite = "neck"\ndata = "coco"\nnum_classes = 80\n'
    (table,) = read_paper(GOOD + own, "mine.toml").tables
    setting = table.setting_of(table.rows[0])
    assert (setting.backbone, setting.site, setting.data) == ("yolov5n", "neck", "coco")
    assert (setting.head, table.setting.head) == ("h", "")
    assert setting.num_classes == 80
    assert setting.input_size == table.setting.input_size


def test_networks_start_from_scratch_unless_weights_are_named() -> None:
    head, _, rows = GOOD.partition("[[tables.rows]]")
    training = "[tables.training]\nepochs = 5\ntrain_images = 100\n"
    starts = ["", training, f'{training}weights = "ImageNet"\n']
    texts = [f"{head}{start}[[tables.rows]]{rows}" for start in starts]
    tables = [read_paper(text, "mine.toml").tables[0] for text in texts]
    assert [table.is_pretrained for table in tables] == [False, False, True]


def test_no_size_of_a_segmentation_network_is_printed() -> None:
    tables = [table for paper in shipped_papers() for table in paper.tables]
    of_masks = [table for table in tables if table.scores and table.scores[0].name == "miou"]
    assert len(of_masks) >= 7
    assert all({*row.printed} <= {"miou"} for table in of_masks for row in table.rows)


@pytest.mark.parametrize("paper", shipped_papers(), ids=lambda paper: paper.name)
def test_a_shipped_paper_has_its_sources(paper: Paper) -> None:
    assert paper.link.startswith("https://")
    for table in paper.tables:
        assert table.place
        assert bool(table.repository) == bool(table.commit)


def test_names_on_the_command_line_are_unique() -> None:
    papers = shipped_papers()
    names = [*(p.name for p in papers), *(t.name for p in papers for t in p.tables), "all"]
    assert max(Counter(names).values()) == 1


def test_the_tables_of_ema_have_every_printed_row() -> None:
    ema = next(paper for paper in shipped_papers() if paper.name == "ema")
    assert {table.name: len(table.rows) for table in ema.tables} == {
        "table1": 10,
        "table2": 10,
        "table3": 3,
    }
    for table in ema.tables:
        columns = {*table.units, *(score.name for score in table.scores)}
        assert all(set(row.printed) == columns for row in table.rows)
