"""How to train detectors."""

from attnbench.plan.recipe import Recipe

QUICK_BOXES = Recipe(
    name="quick-boxes",
    task="detect",
    source=(
        "Ours, for digit-boxes on two CPU cores in minutes. With higher rates or larger "
        "batches, both tried, FCOS still finds the digits but tells them apart less well."
    ),
    epochs=5,
    batch_size=4,
    optimizer="adamw",
    lr=7e-4,
    weight_decay=0.05,
    schedule="cosine",
    validation_share=0.1,
    options={"shift": 0.1},
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
    flip=0.5,
    averaging=0.9999,
    image_size=640,
    options={
        "mosaic": 1.0,
        "zoom": 0.5,
        "shift": 0.1,
        "hue": 0.015,
        "saturation": 0.7,
        "brightness": 0.4,
    },
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

RECIPES = (QUICK_BOXES, YOLOV5, TORCHVISION26)
"""Each says in `source` where its numbers come from."""
