"""Plain transcriptions of the mechanisms of the family `spatial`."""

from collections.abc import Mapping
from typing import Any

import torch.nn.functional as F
from torch import Tensor

from transcriptions.transcription import Transcription


def sge(module: Any, x: Tensor) -> Tensor:
    """Equations 1-5: likeness to the mean, normalised over the map."""
    batch, channels, height, width = x.shape
    grouped = x.reshape(batch * module.groups, -1, height, width)
    likeness = (grouped * F.adaptive_avg_pool2d(grouped, 1)).sum(1, keepdim=True)
    flat = likeness.view(batch * module.groups, -1)
    flat = flat - flat.mean(1, keepdim=True)
    flat = flat / (flat.std(1, keepdim=True) + 1e-5)
    gate = flat.view(batch, module.groups, height, width) * module.weight + module.bias
    gate = gate.view(batch * module.groups, 1, height, width)
    return (grouped * gate.sigmoid()).view(batch, channels, height, width)


SPATIAL: Mapping[str, Transcription] = {
    "sge": sge,
}
