"""One level of YOLOv5's predictions: its stride and the anchors of every cell."""

from dataclasses import dataclass

from torch import Tensor


@dataclass(frozen=True, slots=True)
class Level:
    """What one map of the head predicts from."""

    stride: int
    """Pixels from one cell to the next."""
    anchors: tuple[tuple[int, int], ...]
    """Widths and heights in pixels."""

    def values(self, prediction: Tensor) -> Tensor:
        """(B, A * (5 + K), h, w) -> (B, A, h, w, 5 + K)."""
        return prediction.unflatten(1, (len(self.anchors), -1)).movedim(2, -1)

    def sides(self, like: Tensor) -> Tensor:
        """(A, 2): width and height of each anchor, of a tensor's type and on its device."""
        return like.new_tensor(self.anchors)
