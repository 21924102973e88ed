"""A key changes with what the numbers rest on, and with nothing else."""

from dataclasses import replace
from pathlib import Path

from PIL import Image

from attnbench.engine.keys.fingerprint import cell_key
from attnbench.plan.cells import Cell, CostCell, SpeedCell, TrainCell
from attnbench.plan.plan import Plan
from attnbench.plan.variant import THE_BASELINE, parse_variant, parse_variants
from attnbench.tasks.recipes import RECIPES
from attnbench.tasks.sources import open_data_of

PLAN = Plan(modules=parse_variants("ema,ca"), recipe=RECIPES["quick"])
EMA = parse_variant("ema")


def key(plan: Plan, cell: Cell) -> str:
    return cell_key(plan, open_data_of(plan), cell)


def test_keys_start_with_readable_words() -> None:
    grouped = parse_variant("ema(groups=16)")
    assert key(PLAN, TrainCell(grouped, 3)).startswith("train-ema-groups=16-seed3-")
    assert key(PLAN, CostCell(THE_BASELINE)).startswith("cost-baseline-")
    assert key(PLAN, SpeedCell(PLAN.variants)).startswith("speed-")


def test_the_same_cell_has_the_same_key() -> None:
    assert key(PLAN, CostCell(EMA)) == key(replace(PLAN, seeds=(5,)), CostCell(EMA))


def test_another_number_of_classes_is_another_network(tmp_path: Path) -> None:
    def keys() -> list[str]:
        plan = replace(PLAN, data=f"folder:{tmp_path}")
        return [key(plan, cell) for cell in (CostCell(EMA), SpeedCell(plan.variants))]

    for name in ("cat", "dog"):
        add_class(tmp_path, name)
    before = keys()
    assert before == keys()
    add_class(tmp_path, "emu")
    assert not {*before} & {*keys()}


def test_another_size_of_drawn_images_is_another_network() -> None:
    masks = Plan(
        modules=parse_variants("ema"),
        task="segment",
        head="fcn",
        data="digit-masks",
        recipe=RECIPES["quick-masks"],
    )
    larger = replace(masks, recipe=replace(masks.recipe, image_size=48))
    for cell in (CostCell(EMA), SpeedCell(masks.variants)):
        assert key(masks, cell) != key(larger, cell)


def add_class(folder: Path, name: str) -> None:
    for split in ("train", "test"):
        (folder / split / name).mkdir(parents=True)
        Image.new("RGB", (8, 8)).save(folder / split / name / "1.png")


def test_seed_options_and_precision_change_the_key_of_a_training_cell() -> None:
    keys = {
        key(PLAN, TrainCell(EMA, 0)),
        key(PLAN, TrainCell(EMA, 1)),
        key(PLAN, TrainCell(parse_variant("ema(groups=16)"), 0)),
        key(replace(PLAN, precision="bf16"), TrainCell(EMA, 0)),
    }
    assert len(keys) == 4


MODULE = """from torch import nn

class Mine(nn.Identity):
    def __init__(self, channels):
        super().__init__({value})
"""


def test_the_code_of_a_module_changes_its_keys_and_a_comment_does_not(tmp_path: Path) -> None:
    file = tmp_path / "mine.py"

    def keys(text: str) -> tuple[str, str]:
        file.write_text(text)
        variant = parse_variant(f"{file}:Mine")
        plan = replace(PLAN, modules=(variant,))
        return key(plan, CostCell(variant)), key(plan, CostCell(THE_BASELINE))

    first, baseline = keys(MODULE.format(value=1))
    assert keys(f"# A comment.\n{MODULE.format(value=1)}") == (first, baseline)
    second, same = keys(MODULE.format(value=2))
    assert second != first
    assert same == baseline


def test_the_code_of_a_task_from_a_file_changes_its_keys(tmp_path: Path) -> None:
    file = tmp_path / "task.py"
    plan, source = replace(PLAN, task=f"{file}:KIND"), open_data_of(PLAN)
    keys = set()
    for text in ("KIND = 1", "KIND = 1  # as before", "KIND = 2"):
        file.write_text(text)
        keys.add(cell_key(plan, source, CostCell(THE_BASELINE)))
    assert len(keys) == 2
