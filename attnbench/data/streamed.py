"""Image files are decoded and augmented one by one on the CPU, in worker processes if asked."""

import hashlib
import sys
from collections.abc import Iterator, Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from timm.data import IMAGENET_DEFAULT_MEAN, IMAGENET_DEFAULT_STD
from timm.data.loader import PrefetchLoader
from torch.utils.data import DataLoader

from attnbench.data.cutout import blank_squares
from attnbench.data.decoded import Augmented, Decoded, collate, sound
from attnbench.data.feed import Batch, Order, Split
from attnbench.data.pictures import PictureSet
from attnbench.data.pil import evaluation_transform, training_transform
from attnbench.data.split import Indices, hold_out, limit_to
from attnbench.errors import WrongUse

LINUX = sys.platform == "linux"


class Streamed:
    """Images that are read when they are needed; implements `Feed`.

    Args:
        pictures: The data set.
        side: To which images are brought.
        order: What is asked of it.

    Raises:
        WrongUse: if no batch can be filled, or the ranks cannot share one evenly.
    """

    def __init__(self, pictures: PictureSet, side: int, order: Order) -> None:
        recipe = order.recipe
        kept = limit_to(pictures.train.labels, order.limit)
        trained, held = hold_out(pictures.train.labels[kept], recipe.validation_share)
        tested = limit_to(pictures.test.labels, order.limit)
        self._order = order
        self._side = side
        self._train = pictures.train
        self._trained = kept[trained]
        self._splits = {"validation": (pictures.train, kept[held]), "test": (pictures.test, tested)}
        self._transform = training_transform(recipe, side)
        self._evaluated = evaluation_transform(recipe, side)
        self._prefetcher = PrefetchLoader(
            (), mean=IMAGENET_DEFAULT_MEAN, std=IMAGENET_DEFAULT_STD,
            device=torch.device(order.device),
        )  # fmt: skip
        self.train_count = len(trained)
        self.validation_count = len(held)
        self.test_count = len(tested)
        self.steps_per_epoch = self.train_count // recipe.batch_size
        if recipe.batch_size % order.ranks:
            raise WrongUse(
                f"batch_size={recipe.batch_size} is not a multiple of devices={order.ranks}; "
                "pass one that is"
            )
        if not self.steps_per_epoch:
            raise WrongUse(
                f"batch_size={recipe.batch_size} is more than the {self.train_count} images that "
                "are trained on; pass a smaller one"
            )

    def batches(self, seed: int, epoch: int, start: int = 0) -> Iterator[Batch]:
        """Shuffled batches; each image is augmented by its own random stream, in any process."""
        indices, centres = self._draws(seed, epoch)
        size = self._order.recipe.batch_size
        places = np.arange(start * size, self.steps_per_epoch * size).reshape(-1, size)
        mine = places[:, self._order.rank :: self._order.ranks]
        images = Augmented(self._train, indices, self._transform, (seed, epoch))
        for chosen, batch in zip(mine, self._load(images, mine.tolist()), strict=True):
            cut = blank_squares(
                batch["images"],
                torch.from_numpy(centres[chosen]).to(self._order.device),
                self._order.recipe.cutout,
            )
            yield {**batch, "images": cut}

    def batches_digest(self, seed: int, epochs: int) -> str:
        """A hash of the order of the images, and of the seeds that augment each."""
        digest = hashlib.sha256()
        for epoch in range(epochs):
            indices, centres = self._draws(seed, epoch)
            digest.update(repr((seed, epoch)).encode())
            digest.update(indices.tobytes())
            digest.update(centres.tobytes())
        return digest.hexdigest()

    def evaluation(self, split: Split) -> Iterator[Batch]:
        """All images of a split in their order, in batches of the recipe's size."""
        pictures, indices = self._splits[split]
        size = self._order.recipe.batch_size
        places = [
            range(len(indices))[start : start + size] for start in range(0, len(indices), size)
        ]
        return self._load(Decoded(pictures, indices, self._evaluated), places)

    def _draws(self, seed: int, epoch: int) -> tuple[Indices, NDArray[np.int64]]:
        """The order of the images, and of each the row and column where cutout is centred."""
        generator = np.random.default_rng((seed, epoch))
        order = generator.permutation(self._trained)
        return order, generator.integers(self._side, size=(len(order), 2))

    def _load(self, images: "Decoded", places: Sequence[Sequence[int]]) -> Iterator[Batch]:
        """The images at these places, normalised on the device."""
        loader = DataLoader(
            images,
            batch_sampler=places,
            num_workers=self._order.workers,
            collate_fn=collate,
            pin_memory=self._order.device.startswith("cuda"),
            # A fork starts at once, and may be made beside a GPU in use that it never touches.
            multiprocessing_context="fork" if self._order.workers and LINUX else None,
            # Otherwise the loader would draw from the stream that dropout draws from.
            generator=torch.Generator(),
        )
        # One for all epochs, since each keeps a CUDA stream and the memory that it has used.
        self._prefetcher.loader = sound(loader)
        layout = (
            torch.channels_last if self._order.recipe.channels_last else torch.contiguous_format
        )
        for pixels, labels in self._prefetcher:
            yield {"images": pixels.contiguous(memory_format=layout), "labels": labels}
