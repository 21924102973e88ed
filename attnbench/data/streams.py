"""Random streams of single samples, so that it does not matter which process reads them."""

import random
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import torch


@contextmanager
def seeded(seed: tuple[int, ...]) -> Iterator[None]:
    """Seed what transforms draw from, and put the generators back afterwards."""
    states = random.getstate(), torch.get_rng_state()
    torch_seed, python_seed = np.random.SeedSequence(seed).generate_state(2, np.uint64).tolist()
    random.seed(python_seed)
    # torch.manual_seed would seed the GPU too.
    torch.default_generator.manual_seed(torch_seed)
    try:
        yield
    finally:
        random.setstate(states[0])
        torch.set_rng_state(states[1])
