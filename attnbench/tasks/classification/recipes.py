"""How to train classifiers."""

from dataclasses import replace

from attnbench.plan.recipe import Recipe

QUICK = Recipe(
    name="quick",
    task="classify",
    source=(
        "Ours, for digits on two CPU cores in a minute: one cycle (Smith and Topin, "
        "arXiv:1708.07120)."
    ),
    epochs=5,
    batch_size=16,
    optimizer="adamw",
    lr=6e-3,
    weight_decay=0.05,
    schedule="one-cycle",
    warmup_epochs=1,
    validation_share=0.1,
    options={"crop": "padded", "crop_padding": 2, "padding": "edge"},
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
    flip=0.5,
    options={"crop": "padded", "crop_padding": 4},
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
    flip=0.5,
    validation_share=0.1,
    options={"label_smoothing": 0.1, "crop": "padded", "crop_padding": 4},
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
    flip=0.5,
    zero_init_last=True,
    image_size=224,
    options={"crop": "resized"},
)

RECIPES = (QUICK, CIFAR30, NAM200, NAM200_TEXT, IMAGENET100)
"""Each says in `source` where its numbers come from."""
