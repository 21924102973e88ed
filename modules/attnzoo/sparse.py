"""What a module says of the scales that its authors pull to zero in training."""

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from torch import Tensor


@runtime_checkable
class Sparse(Protocol):
    """A module whose loss has a term for the size of some of its scales."""

    def sparse_scales(self) -> Sequence[Tensor]:
        """The parameters that the term pulls to zero."""
        ...
