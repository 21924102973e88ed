"""Modules that multiply the map by a gate."""

from collections.abc import Callable, Sequence

from torch import Tensor, nn

from attnzoo.layout import in_layout_of


class Gate(nn.Module):
    """A module whose output is the map times a gate that it computes from the map.

    A subclass defines `gate`. One that computes gate and product together at a lower cost also
    overrides `forward`, with equal numbers (`tests/modules/test_contract.py`).
    """

    def gate(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> the gate, of a shape that broadcasts to (B, C, H, W)."""
        raise NotImplementedError

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, C, H, W): x * gate(x)."""
        return x * self.gate(x)


class ChainedGate(Gate):
    """Gates one after the other: each sees the map as the gates before it have weighed it."""

    def gates(self) -> Sequence[Callable[[Tensor], Tensor]]:
        """The gates that are switched on, in order; each maps (B, C, H, W) to its gate."""
        raise NotImplementedError

    def gate(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> the product of the gates."""
        first, *others = self.gates()
        product = first(x)
        for gate in others:
            product = product * gate(x * product)
        return product

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, C, H, W)."""
        for gate in self.gates():
            x = x * gate(x)
        return x


class GroupGate(Gate):
    """A gate that is computed group by group, with one set of weights for all groups."""

    groups: int

    def group_gate(self, x: Tensor, folded: Tensor) -> Tensor:
        """The map (B, g c, H, W), and folded (B g, c, H, W) -> its gate, broadcasting to folded."""
        raise NotImplementedError

    def gate(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, C, H, W)."""
        folded = self._fold(x)
        return in_layout_of(x, self.group_gate(x, folded).expand_as(folded).reshape(x.shape))

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, C, H, W)."""
        folded = self._fold(x)
        return in_layout_of(x, (folded * self.group_gate(x, folded)).reshape(x.shape))

    def _fold(self, x: Tensor) -> Tensor:
        return x.reshape(x.shape[0] * self.groups, -1, x.shape[2], x.shape[3])
