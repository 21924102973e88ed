"""The recipes by name, and the fields of each task's recipes. Loads no torch."""

from collections.abc import Mapping
from dataclasses import replace

from attnbench.plan.recipe import Recipe, RecipeFields

QUICK = Recipe(
    name="quick",
    task="classify",
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
    task="classify",
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
    task="classify",
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
    task="classify",
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
    task="detect",
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
    task="detect",
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
    task="detect",
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

FIELDS: Mapping[str, type[RecipeFields]] = {"classify": RecipeFields, "detect": RecipeFields}
"""By task, the fields that it alone reads."""
