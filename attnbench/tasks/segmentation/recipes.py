"""How to train networks that segment."""

from dataclasses import replace

from attnbench.plan.recipe import Recipe

QUICK_MASKS = Recipe(
    name="quick-masks",
    task="segment",
    source=(
        "Ours, for digit-masks on two CPU cores in minutes. Eight epochs, a batch of 8 and one "
        "cycle, all tried, change the baseline by 0.8 to 1.2 points of mIoU."
    ),
    epochs=6,
    batch_size=16,
    optimizer="adamw",
    lr=6e-3,
    weight_decay=0.05,
    schedule="polynomial",
    validation_share=0.1,
)

MMSEG_ADE20K = Recipe(
    name="mmseg-ade20k-160k",
    task="segment",
    source=(
        "MMSegmentation 1.x, configs/_base_: schedules/schedule_160k.py and datasets/ade20k.py. "
        "127 epochs of 20,210 images are 160,401 steps, the nearest to its 160,000. Published "
        "results start from ImageNet weights (--weights) and have the stem v1c, as timm's "
        "resnet50c does. Batch norm is over the whole batch, on one device too, where theirs is "
        "synchronised over four. Differs: the loss is averaged over labelled pixels, theirs over "
        "all; scores of a whole image are resized once, from the map to the label's size; images "
        "are reduced with antialiasing."
    ),
    epochs=127,
    batch_size=16,
    optimizer="momentum",
    lr=0.01,
    momentum=0.9,
    weight_decay=5e-4,
    decay_norms_and_biases=True,
    schedule="polynomial",
    power=0.9,
    min_lr=1e-4,
    flip=0.5,
    zero_init_last=True,
    image_size=512,
    options={
        "least_scale": 0.5,
        "most_scale": 2.0,
        "most_of_a_class": 0.75,
        "photometric": True,
    },
)

MMSEG_CITYSCAPES = replace(
    MMSEG_ADE20K,
    name="mmseg-cityscapes-40k",
    source=(
        "MMSegmentation 1.x, configs/_base_: schedules/schedule_40k.py and datasets/cityscapes.py. "
        "108 epochs of 2,975 images are 40,068 steps, the nearest to its 40,000. Whole images have "
        "1024x2048 pixels, crops 512x1024. Differs as mmseg-ade20k-160k does."
    ),
    epochs=108,
    batch_size=8,
    options={**MMSEG_ADE20K.options, "whole_side": 1024},
)

VOC = replace(
    MMSEG_ADE20K,
    name="voc-20k",
    source=(
        "MMSegmentation 1.x, configs/_base_: schedules/schedule_20k.py and "
        "datasets/pascal_voc12_aug.py. 30 epochs of the 10,582 images of the augmented set are "
        "19,830 steps, the nearest to its 20,000. Differs as mmseg-ade20k-160k does."
    ),
    epochs=30,
)

RECIPES = (QUICK_MASKS, MMSEG_ADE20K, MMSEG_CITYSCAPES, VOC)
"""Each says in `source` where its numbers come from."""
