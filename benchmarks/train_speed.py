"""Training speed of attnbench against two plain loops: same model, same batch, same machine.

    python benchmarks/train_speed.py                                # random pixels as images
    python benchmarks/train_speed.py --data-root data --profile     # the real CIFAR-100

The plain loops are what people write: one over timm's create_loader and create_optimizer_v2, one
over torchvision's data set and an ordinary DataLoader. Each runs as it is usually written, in fp32
and channels first, and once more in attnbench's own precision and layout. All take turns, a few
steps at a time, in random order; a ratio is of two loops within one round.
"""

import argparse
import itertools
import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image
from timm.data import create_loader
from timm.optim import create_optimizer_v2
from torch import Tensor, nn
from torch.profiler import ProfilerActivity, profile
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms
from torchvision.datasets import CIFAR100

from attnbench.cost.count import count
from attnbench.cost.speed import time_in_turns, wait
from attnbench.data.feed import Batch, Feed, Order
from attnbench.environment import describe, resolve_device, resolve_precision
from attnbench.network.backbone import build_backbone
from attnbench.network.build import place
from attnbench.plan.recipe import Recipe
from attnbench.tasks.classification.classification import Classification
from attnbench.tasks.classification.data.images import Images
from attnbench.tasks.classification.data.resident import Resident
from attnbench.tasks.recipes import RECIPES
from attnbench.training.device import accelerator_for, autocast
from attnbench.training.run import Run
from attnreport.statistics import paired_ratio
from attnreport.text import plural

SIZE = (3, 32, 32)
CLASSES = 100
MEAN, DEVIATION = (0.507, 0.487, 0.441), (0.267, 0.256, 0.276)
EPOCH_IMAGES = 50_000
OURS = "attnbench"
FIXED = "attnbench, one batch again and again"

Steps = Iterator[None]
"""A training loop: each `next` takes one step."""
Context = Callable[[], AbstractContextManager[object]]


class Pictures(Dataset[tuple[Image.Image, int]]):
    """Images in memory that come as PIL images, as torchvision's CIFAR-100 does it."""

    def __init__(self, pixels: np.ndarray, labels: np.ndarray) -> None:
        self.pixels, self.labels = pixels, labels
        self.transform: Callable[[Image.Image], Tensor] | None = None

    def __len__(self) -> int:
        return len(self.pixels)

    def __getitem__(self, index: int) -> tuple[Image.Image | Tensor, int]:
        picture = Image.fromarray(self.pixels[index])
        image = self.transform(picture) if self.transform else picture
        return image, int(self.labels[index])


def main() -> None:
    """Time all loops, and print images per second and the ratios to attnbench."""
    options = arguments()
    device = resolve_device(options.device)
    precision = resolve_precision("auto", device)
    torch.set_num_threads(options.threads)
    recipe = replace(RECIPES["nam200"], batch_size=options.batch_size, compile=options.compile)
    pixels, labels = read_pixels(options.data_root)
    images = as_images(pixels, labels)
    feed = Resident(images, Order(recipe=recipe, device=device))

    def network() -> nn.Module:
        torch.manual_seed(0)
        return build_backbone(options.backbone, stem="cifar", num_classes=CLASSES)

    def same() -> AbstractContextManager[object]:
        return autocast(device, precision)

    def plain() -> AbstractContextManager[object]:
        return autocast(device, "fp32")

    def moved(channels_last: bool) -> nn.Module:
        return place(network(), device, channels_last=channels_last)

    loops: dict[str, Steps] = {
        OURS: our_steps(moved(True), feed, recipe, device, precision, fixed=False),
        FIXED: our_steps(moved(True), feed, recipe, device, precision, fixed=True),
    }
    for words, context, last in (("fp32", plain, False), (f"{precision}, same layout", same, True)):
        pictures = Pictures(pixels, labels)
        batches = timm_batches(pictures, options, device)
        optimizer = create_optimizer_v2
        loops[f"timm loader, {words}"] = plain_steps(moved(last), batches, optimizer, context, last)
        batches = torchvision_batches(Pictures(pixels, labels), options, device)
        loops[f"torchvision loader, {words}"] = plain_steps(
            moved(last), batches, sgd, context, last
        )
    print_setting(options, device, precision)
    turns = {name: steps_of(loop, options.steps) for name, loop in loops.items()}
    seconds = time_in_turns(turns, rounds=options.rounds, device=device, report=say)
    print_speeds(seconds, options, recipe)
    if options.profile:
        print_limits(loops[OURS], network(), seconds[OURS], options, device, precision)


def arguments() -> argparse.Namespace:
    """What was typed."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    cores = os.cpu_count() or 1
    parser.add_argument("--backbone", default="resnet50")
    parser.add_argument("--batch-size", type=int, default=128)
    parser.add_argument("--device", default="auto")
    parser.add_argument("--threads", type=int, default=cores)
    parser.add_argument("--workers", type=int, default=cores, help="of each plain loop's loader")
    parser.add_argument("--rounds", type=int, default=8, help="most; never below 8")
    parser.add_argument(
        "--steps",
        type=int,
        # More than a plain loader has read ahead while others had their turn, where that is cheap.
        default=20 * cores if torch.cuda.is_available() else 3,
        help="of each loop in a round",
    )
    parser.add_argument("--data-root", type=Path, help="has cifar-100-python; else random pixels")
    parser.add_argument("--compile", action="store_true", help="torch.compile attnbench's network")
    parser.add_argument("--profile", action="store_true", help="say what limits attnbench")
    return parser.parse_args()


def read_pixels(root: Path | None) -> tuple[np.ndarray, np.ndarray]:
    """(N, 32, 32, 3) of uint8, and their labels."""
    if root is not None:
        data = CIFAR100(root, train=True)
        return data.data, np.asarray(data.targets)
    dice = np.random.default_rng(0)
    shape = (EPOCH_IMAGES, *SIZE[1:], SIZE[0])
    return dice.integers(256, size=shape, dtype=np.uint8), dice.integers(CLASSES, size=EPOCH_IMAGES)


def as_images(pixels: np.ndarray, labels: np.ndarray) -> Images:
    """The pixels as attnbench holds them; the few test images are not used."""
    first = np.ascontiguousarray(pixels.transpose(0, 3, 1, 2))
    return Images(
        train_images=first,
        train_labels=labels,
        test_images=first[:CLASSES],
        test_labels=labels[:CLASSES],
        num_classes=CLASSES,
        mean=MEAN,
        deviation=DEVIATION,
    )


def our_steps(
    network: nn.Module, feed: Feed, recipe: Recipe, device: str, precision: str, *, fixed: bool
) -> Steps:
    """What a training cell does, step by step."""
    accelerator = accelerator_for(device, precision)  # type: ignore[arg-type]  # it was resolved
    task = Classification(feed, recipe)
    run = Run(network, task, recipe, accelerator=accelerator, precision=precision)  # type: ignore[arg-type]
    epochs = (feed.batches(0, epoch) for epoch in itertools.count())
    batches: Iterator[Batch] = itertools.chain.from_iterable(epochs)
    for batch in itertools.repeat(next(batches)) if fixed else batches:
        run.advance(batch)
        yield


def plain_steps(
    network: nn.Module,
    batches: Iterator[tuple[Tensor, Tensor]],
    make_optimizer: Callable[..., torch.optim.Optimizer],
    context: Context,
    channels_last: bool,
) -> Steps:
    """An ordinary training loop."""
    optimizer = make_optimizer(network, lr=0.1, weight_decay=5e-4, momentum=0.9)
    network.train()
    for images, labels in batches:
        pixels = images.contiguous(memory_format=torch.channels_last) if channels_last else images
        with context():
            loss = F.cross_entropy(network(pixels), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        yield


def sgd(network: nn.Module, **options: float) -> torch.optim.Optimizer:
    """Torch's own optimizer."""
    return torch.optim.SGD(network.parameters(), **options)  # type: ignore[arg-type]  # numbers


def timm_batches(
    pictures: Pictures, options: argparse.Namespace, device: str
) -> Iterator[tuple[Tensor, Tensor]]:
    """Timm's loader, with its own random crop and flip."""
    loader = create_loader(
        pictures,
        input_size=SIZE,
        batch_size=options.batch_size,
        is_training=True,
        use_prefetcher=device != "cpu",
        color_jitter=0.0,
        num_workers=options.workers,
        device=torch.device(device),
        mean=MEAN,
        std=DEVIATION,
    )
    while True:
        for images, labels in loader:
            yield images.to(device), labels.to(device)


def torchvision_batches(
    pictures: Pictures, options: argparse.Namespace, device: str
) -> Iterator[tuple[Tensor, Tensor]]:
    """The loader of most CIFAR repositories."""
    pictures.transform = transforms.Compose(
        [
            transforms.RandomCrop(SIZE[1], padding=4),
            transforms.RandomHorizontalFlip(),
            transforms.ToTensor(),
            transforms.Normalize(MEAN, DEVIATION),
        ]
    )
    loader = DataLoader(
        pictures,
        batch_size=options.batch_size,
        shuffle=True,
        drop_last=True,
        num_workers=options.workers,
        pin_memory=device != "cpu",
    )
    while True:
        for images, labels in loader:
            yield images.to(device, non_blocking=True), labels.to(device, non_blocking=True)


def steps_of(loop: Steps, steps: int) -> Callable[[], None]:
    """A turn of a loop."""

    def turn() -> None:
        for _ in range(steps):
            next(loop)

    return turn


def say(share: float, words: str) -> None:
    """On a terminal, how far the timing is."""
    if sys.stderr.isatty():
        print(f"\r{100 * share:3.0f} % {words}", end="" if share < 1 else "\n", file=sys.stderr)


def print_setting(options: argparse.Namespace, device: str, precision: str) -> None:
    """What the numbers hold for."""
    here = describe(device, options.threads)
    images = "the real CIFAR-100" if options.data_root else "random pixels"
    compiled = ", compiled" if options.compile else ""
    print(
        f"{options.backbone}, stem cifar, 32x32, {CLASSES} classes, batch {options.batch_size}, "
        f"{images}; attnbench: {precision}, channels last{compiled}; "
        f"{here.device}, {here.cpu}, {plural(here.cores, 'core')}, "
        f"{plural(here.threads, 'thread')}, "
        f"{options.workers} workers a plain loader, torch {here.torch}, timm {here.timm}; "
        f"{options.steps} steps a turn, all loops in turns"
    )


def print_speeds(
    seconds: Mapping[str, Sequence[float]], options: argparse.Namespace, recipe: Recipe
) -> None:
    """Images per second, and how many times as fast attnbench is within a round."""
    images = options.steps * options.batch_size
    print(f"{'loop':<42} {'img/s':>8}   attnbench is faster by [95 % interval]")
    for name, values in seconds.items():
        ratio = paired_ratio(values, seconds[OURS])
        low, high = ratio.low or ratio.value, ratio.high or ratio.value
        speed = images / float(np.median(values))
        print(f"{name:<42} {speed:>8.1f}   {ratio.value:.3f}x [{low:.3f}, {high:.3f}]")
    step = float(np.median(seconds[OURS])) / options.steps
    feeding = 1 - float(np.median(seconds[FIXED])) / float(np.median(seconds[OURS]))
    epochs = recipe.epochs
    hours = epochs * (EPOCH_IMAGES // options.batch_size) * step / 3600
    print(f"feeding takes {100 * feeding:.1f} % of attnbench's step: with one batch it takes less")
    print(
        f"{epochs} epochs of {EPOCH_IMAGES:,} images would take {60 * hours:.1f} minutes, scoring "
        f"aside (extrapolated from {len(seconds[OURS]) * options.steps} steps)"
    )


def print_limits(
    loop: Steps,
    network: nn.Module,
    seconds: Sequence[float],
    options: argparse.Namespace,
    device: str,
    precision: str,
) -> None:
    """Where a step's time goes, and how far the step is from the machine's arithmetic."""
    macs = count(network, SIZE).macs["torch"]
    assert macs is not None
    # Forward, and twice as much backward; a multiply-accumulate is two operations.
    needed = 2 * 3 * macs * options.batch_size * options.steps / float(np.median(seconds))
    reached = matmul_rate(device, precision)
    print(
        f"a step does {needed / 1e9:.1f} GFLOP/s, a large matrix product here "
        f"{reached / 1e9:.1f} in {precision}: {100 * needed / reached:.1f} % of that limit"
    )
    activities = [ProfilerActivity.CPU, *([ProfilerActivity.CUDA] if device != "cpu" else [])]
    with profile(activities=activities) as trace:
        for _ in range(options.steps):
            next(loop)
        wait(device)
    sort = "self_cpu_time_total" if device == "cpu" else "self_device_time_total"
    print(trace.key_averages().table(sort_by=sort, row_limit=15, max_name_column_width=50))


def matmul_rate(device: str, precision: str) -> float:
    """Operations per second of a large matrix product: the best of several."""
    side = 2048 if device == "cpu" else 8192
    kind = torch.float32 if precision == "fp32" else torch.bfloat16
    left, right = (torch.rand(side, side, device=device, dtype=kind) for _ in range(2))
    best = float("inf")
    for _ in range(8):
        wait(device)
        start = time.perf_counter()
        left @ right
        wait(device)
        best = min(best, time.perf_counter() - start)
    return 2 * side**3 / best


if __name__ == "__main__":
    main()
