"""A published training is repeated by one command for each of its networks."""

from attnreport.published.commands import training_commands
from attnreport.published.paper import PaperTable, read_paper

PAPER = """
name = "mine"
title = "A paper"
authors = "Somebody"
source = "Nowhere"
link = "https://example.org"

[[tables]]
name = "mine-masks"
caption = "Masks"
place = "Table 1"
units = {}
scores = [{ name = "miou", head = "mIoU" }]

[tables.setting]
head = "uper"
backbone = "resnet50"
site = "neck"
data = "ade20k"
input_size = [3, 512, 512]
num_classes = 150

[tables.training]
epochs = 126
train_images = 20210
weights = "ImageNet"
options = "--data ade20k:DIR --recipe long"

[[tables.rows]]
label = "UPerNet"
variant = "baseline"

[[tables.rows]]
label = "Baseline"
variant = "baseline"
head = "fcn"
backbone = "resnet50(output_stride=8)"

[[tables.rows]]
label = "+ CC"
variant = "cc(recurrence=2)"
head = "fcn"
backbone = "resnet50(output_stride=8)"

[[tables.rows]]
label = "+ GC"
variant = "gc"
head = "fcn"
backbone = "resnet50(output_stride=8)"

[[tables.rows]]
label = "+ D"
absent = "nobody knows it"
"""


def table(text: str = PAPER) -> PaperTable:
    return read_paper(text, "mine.toml").tables[0]


def test_each_network_has_one_command_with_all_its_modules() -> None:
    assert list(training_commands(table())) == [
        "Sizes take no training. Scores take a GPU: 126 epochs of 20,210 images a run.",
        "To train UPerNet (resnet50): attnbench compare --modules MODULES --backbone resnet50 "
        "--head uper --data ade20k:DIR --recipe long",
        "To train Baseline, + CC, + GC (resnet50(output_stride=8)): attnbench compare --modules "
        "'cc(recurrence=2),gc' --site neck --backbone 'resnet50(output_stride=8)' --head fcn "
        "--data ade20k:DIR --recipe long",
    ]


def test_without_options_of_ours_nothing_is_promised() -> None:
    without = PAPER.replace('options = "--data ade20k:DIR --recipe long"\n', "")
    assert list(training_commands(table(without))) == []
    training = without[without.index("[tables.training]") : without.index("[[tables.rows]]")]
    assert list(training_commands(table(without.replace(training, "")))) == []
