"""The recipes by name, and recipes from TOML files. Knows no torch."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, fields, replace
from pathlib import Path

import tomli_w
from pydantic import TypeAdapter, ValidationError

from attnbench.errors import UnknownName, WrongUse
from attnbench.plan.recipe import Recipe

QUICK = Recipe(
    name="quick",
    source="Ours, for digits on two CPU cores in a minute.",
    epochs=5,
    batch_size=64,
    optimizer="adamw",
    lr=4e-3,
    weight_decay=0.05,
    schedule="cosine",
    crop="padded",
    crop_padding=2,
    padding="edge",
    validation_share=0.1,
)

NAM200 = Recipe(
    name="nam200",
    source=(
        "Christian-lyc/NAM, train_cifar100.py (commit 6e8d3e32), which the EMA paper (ICASSP 2023, "
        "section 4.1) says it trains with: weight decay 5e-4 as that script has it. It trains on "
        "all 50,000 images, so nothing is held out; it reports the best epoch on test, we the last."
    ),
    epochs=200,
    batch_size=128,
    optimizer="momentum",
    lr=0.1,
    weight_decay=5e-4,
    decay_norms_and_biases=True,
    schedule="step",
    milestones=(60, 120, 160),
    decay_rate=0.2,
    crop="padded",
    crop_padding=4,
    flip=0.5,
)

NAM200_TEXT = replace(
    NAM200,
    name="nam200-text",
    source=(
        "nam200 with the weight decay of 4e-5 that the EMA paper's text (ICASSP 2023, section 4.1) "
        "gives."
    ),
    weight_decay=4e-5,
)

CIFAR30 = Recipe(
    name="cifar30",
    source=(
        "Ours: one cycle (Smith and Topin, arXiv:1708.07120), Nesterov's momentum, label smoothing "
        "(Szegedy et al., arXiv:1512.00567), no decay of norms; 5,000 images held out. Chosen by "
        "what is known of such schedules, not by runs of ResNet-50."
    ),
    epochs=30,
    batch_size=128,
    optimizer="sgd",
    lr=0.1,
    weight_decay=5e-4,
    schedule="one-cycle",
    warmup_epochs=6,
    warmup_lr=0.004,
    label_smoothing=0.1,
    crop="padded",
    crop_padding=4,
    flip=0.5,
    validation_share=0.1,
)

IMAGENET100 = Recipe(
    name="imagenet100",
    source=(
        "HZAI-ZJNU/SCSA, work_dirs/resnet50_1xb128_in1k_scsa.py (commit 7e456619): ResNet-50 on "
        "ImageNet in 100 epochs on one GPU."
    ),
    epochs=100,
    batch_size=128,
    optimizer="momentum",
    lr=0.05,
    weight_decay=1e-4,
    decay_norms_and_biases=True,
    schedule="step",
    milestones=(30, 60, 90),
    decay_rate=0.1,
    crop="resized",
    flip=0.5,
    zero_init_last=True,
    image_size=224,
)

QUICK_BOXES = Recipe(
    name="quick-boxes",
    source=(
        "Ours, for digit-boxes on two CPU cores in minutes. At higher rates and in larger batches, "
        "which were tried, FCOS finds the digits and learns less well which they are."
    ),
    epochs=5,
    batch_size=4,
    optimizer="adamw",
    lr=7e-4,
    weight_decay=0.05,
    schedule="cosine",
    shift=0.1,
    validation_share=0.1,
)

YOLOV5 = Recipe(
    name="yolov5",
    source=(
        "The training settings of YOLOv5 v6.0 from scratch, from their description, with the floor "
        "of the cosine at a tenth of the peak: without automatic anchors, rectangular evaluation "
        "and smaller batches that are added up, whose number it warms up too. The warm-up is of "
        "three epochs even where these are fewer than 1,000 steps, that of the averaged weights is "
        "timm's, and images are normalised by ImageNet's mean and deviation."
    ),
    epochs=300,
    batch_size=64,
    optimizer="sgd",
    lr=0.01,
    momentum=0.937,
    weight_decay=5e-4,
    schedule="cosine",
    warmup_epochs=3,
    warmup_lr=0.0,
    warmup_bias_lr=0.1,
    warmup_momentum=0.8,
    min_lr=0.001,
    mosaic=1.0,
    zoom=0.5,
    shift=0.1,
    hue=0.015,
    saturation=0.7,
    brightness=0.4,
    flip=0.5,
    averaging=0.9999,
    image_size=640,
)

TORCHVISION26 = Recipe(
    name="torchvision26",
    source=(
        "torchvision's references/detection for fcos_resnet50_fpn on COCO: 26 epochs, steps after "
        "16 and 22, 16 images a step. Images are 640x640 here, not at least 800 on the short side; "
        "there is no warm-up, and norms are not frozen."
    ),
    epochs=26,
    batch_size=16,
    optimizer="momentum",
    lr=0.01,
    weight_decay=1e-4,
    decay_norms_and_biases=True,
    schedule="step",
    milestones=(16, 22),
    decay_rate=0.1,
    flip=0.5,
    zero_init_last=True,
    image_size=640,
)

RECIPES: Mapping[str, Recipe] = {
    recipe.name: recipe
    for recipe in (
        *(QUICK, CIFAR30, NAM200, NAM200_TEXT, IMAGENET100),
        *(QUICK_BOXES, YOLOV5, TORCHVISION26),
    )
}
"""Recipes by name; each says in `source` where its numbers come from."""

BASE = "base"
"""The key of a file that names the recipe whose fields it changes."""

_ADAPTER = TypeAdapter(Recipe)


def read_recipe(name: str) -> Recipe:
    """A recipe by its name, or from a TOML file with the fields of `Recipe`.

    A file that says `base = "cifar30"` needs only the fields that differ from that recipe.

    Raises:
        UnknownName: if there is neither such a name nor such a file.
        WrongUse: if the file is no recipe.
    """
    if name in RECIPES:
        return RECIPES[name]
    path = Path(name)
    if path.suffix != ".toml":
        raise UnknownName("recipe", name, RECIPES, "attnbench list recipes, or pass a .toml file")
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        return _ADAPTER.validate_python(_completed(content, path))
    except OSError as error:
        raise WrongUse(
            f"cannot read recipe {name}: {error.strerror}; pass a readable file"
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise WrongUse(f"{name} is not TOML: {error}; see: attnbench list recipes") from error
    except ValidationError as error:
        raise WrongUse(f"{name} is no recipe: {first_problem(error)}") from error


def changed_recipe(recipe: Recipe, changes: Mapping[str, object]) -> Recipe:
    """A recipe with other values in some fields, which its source then says.

    Raises:
        UnknownName: if there is no such field.
        WrongUse: if a field does not take the value.
    """
    if not changes:
        return recipe
    known = [each.name for each in fields(Recipe)]
    for name in changes:
        if name not in known:
            raise UnknownName("field of a recipe", name, known, "attnbench list recipes quick")
    told = ", ".join(f"{name}={value}" for name, value in changes.items())
    try:
        return _ADAPTER.validate_python(
            {**asdict(recipe), "source": f"{recipe.name} with {told}", **changes}
        )
    except ValidationError as error:
        raise WrongUse(f"recipe {recipe.name} with {told}: {first_problem(error)}") from error


def recipe_toml(recipe: Recipe) -> str:
    """A recipe as TOML that `read_recipe` reads back, every field with its meaning."""
    fields = _ADAPTER.json_schema()["properties"]
    lines = tomli_w.dumps(asdict(recipe), multiline_strings=False).splitlines()
    return "\n".join(_explained(lines, fields)) + "\n"


def _explained(lines: Iterable[str], fields: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    for line in lines:
        field = fields.get(line.partition(" = ")[0])
        if field is not None:
            yield f"# {field['description']}"
        yield line


def _completed(content: Mapping[str, object], path: Path) -> Mapping[str, object]:
    """The fields of a file, with those of its base where it names one."""
    base = content.get(BASE)
    if base is None:
        return content
    if not isinstance(base, str) or base not in RECIPES:
        raise UnknownName("base recipe", str(base), RECIPES, "attnbench list recipes")
    changed = {name: value for name, value in content.items() if name != BASE}
    return {
        **asdict(RECIPES[base]),
        "name": path.stem,
        "source": f"{base} with {', '.join(sorted(changed))} changed",
        **changed,
    }


def first_problem(error: ValidationError) -> str:
    """The first complaint of a validation, as `field: what is wrong`."""
    first = error.errors()[0]
    where = ".".join(map(str, first["loc"]))
    return f"{where}: {first['msg']}" if where else first["msg"]
