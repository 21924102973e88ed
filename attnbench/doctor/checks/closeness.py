"""How far two outputs are apart."""

import torch
from torch import Tensor

ROUNDING = {torch.float64: 1e-9, torch.float32: 1e-4}
"""By type, a relative difference below which two ways to the same number agree."""


def gap(actual: Tensor, expected: Tensor) -> float:
    """The largest difference, in units of the largest value; infinite where one is not finite."""
    if actual.shape != expected.shape:
        return float("inf")
    one, other = actual.detach().double().cpu(), expected.detach().double().cpu()
    if not (one.isfinite().all() and other.isfinite().all()):
        return 0.0 if torch.equal(one.nan_to_num(), other.nan_to_num()) else float("inf")
    if not one.numel():
        return 0.0
    largest = float(other.abs().max())
    difference = float((one - other).abs().max())
    return difference / largest if largest else difference


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
