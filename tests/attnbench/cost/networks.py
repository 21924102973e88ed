"""A network small enough to count by hand."""

from torch import Tensor, nn


class Small(nn.Module):
    """3x8x8 -> 4x8x8 -> 5."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 3, padding=1, bias=False)
        self.norm = nn.BatchNorm2d(4)
        self.head = nn.Linear(4, 5)

    def forward(self, x: Tensor) -> Tensor:
        y = self.norm(self.conv(x)).mean((2, 3))
        attention = y.unsqueeze(2) @ y.unsqueeze(1)
        return self.head(y + attention.sum(2))


SIZE = (3, 8, 8)
CONVOLUTION = 4 * 8 * 8 * 3 * 9
LINEAR = 4 * 5
MATMUL = 4 * 4
VALUES = 4 * 8 * 8
