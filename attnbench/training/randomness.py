"""The state of every random generator that a step may draw from."""

import random
from collections.abc import Mapping
from typing import cast

import numpy as np
import torch
from torch import Tensor

from attnbench.training.checkpoint import Json


def capture_randomness(device: torch.device) -> tuple[Mapping[str, Tensor], Json]:
    """The state as tensors and plain values, for `restore_randomness`."""
    words, numbers, spare = random.getstate()
    legacy = cast("tuple[str, object, int, int, float]", np.random.get_state())
    tensors = {
        "torch": torch.get_rng_state(),
        "numpy": torch.from_numpy(np.asarray(legacy[1]).astype(np.int64)),
        "python": torch.tensor(numbers),
    }
    if device.type == "cuda":
        tensors["cuda"] = torch.cuda.get_rng_state(device)
    return tensors, {"numpy": list(legacy[2:]), "python": [words, spare]}


def restore_randomness(device: torch.device, tensors: Mapping[str, Tensor], values: Json) -> None:
    """Restore every generator to a captured state."""
    plain = cast("Mapping[str, list[object]]", values)
    torch.set_rng_state(tensors["torch"])
    keys = tensors["numpy"].numpy().astype(np.uint32)
    np.random.set_state(("MT19937", keys, *plain["numpy"]))  # type: ignore[arg-type]  # as captured
    words, spare = plain["python"]
    random.setstate((words, tuple(tensors["python"].tolist()), spare))
    if device.type == "cuda":
        torch.cuda.set_rng_state(tensors["cuda"], device)
