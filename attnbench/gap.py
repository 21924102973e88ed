"""How far two outputs are apart."""

import torch
from torch import Tensor


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
