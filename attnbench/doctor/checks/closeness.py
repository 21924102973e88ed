"""Bounds of rounding, and words about tensors and names."""

import torch
from torch import Tensor

ROUNDING = {torch.float64: 1e-9, torch.float32: 1e-4}
"""By type, a relative difference below which two ways to the same number agree."""


def shape_text(tensor: Tensor) -> str:
    """A shape as people write it: (2, 64, 16, 16)."""
    return f"({', '.join(map(str, tensor.shape))})"


def size_text(size: tuple[int, int]) -> str:
    """Height and width as people write them: 7x13."""
    return f"{size[0]}x{size[1]}"


def listed(names: list[str], most: int = 4, between: str = ", ") -> str:
    """Names in a row, the last of many left out."""
    rest = f" and {len(names) - most} more" if len(names) > most else ""
    return between.join(names[:most]) + rest
